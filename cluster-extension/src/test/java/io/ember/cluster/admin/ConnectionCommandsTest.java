package io.ember.cluster.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.ember.cluster.LocalNode;
import io.ember.cluster.server.RespClient;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ConnectionCommandsTest {
  private static LocalNode node;
  private RespClient client;

  @BeforeAll
  static void start() {
    node = new LocalNode();
  }

  @AfterAll
  static void stop() {
    node.close();
  }

  @BeforeEach
  void connect() {
    client = node.connect();
  }

  @AfterEach
  void disconnect() {
    client.close();
  }

  @Test
  void pingAndEchoAnswerWhatTheyAreGiven() {
    assertThat(client.call("PING")).isEqualTo("+PONG");
    assertThat(client.call("PING", "a b")).isEqualTo("$a b");
    assertThat(client.call("ECHO", "")).isEqualTo("$");
    assertThat(client.call("PING", "a", "b"))
        .isEqualTo("-ERR wrong number of arguments for 'ping' command");
    assertThat(client.call("ECHO")).isEqualTo("-ERR wrong number of arguments for 'echo' command");
  }

  @Test
  void echoesALargeArgument() {
    String large = "x".repeat(300_000);

    assertThat(client.call("ECHO", large)).isEqualTo("$" + large);
    assertThat(client.call("PING", large)).isEqualTo("$" + large);
  }

  @Test
  void thereIsOneDatabase() {
    assertThat(client.call("SELECT", "0")).isEqualTo("+OK");
    assertThat(client.call("SELECT", "1")).isEqualTo("-ERR SELECT is not allowed in cluster mode");
    assertThat(client.call("SELECT", "x"))
        .isEqualTo("-ERR value is not an integer or out of range");
    assertThat(client.call("SELECT", "99999999999"))
        .isEqualTo("-ERR value is out of range, value must between -2147483648 and 2147483647");
  }

  @Test
  void quitAnswersAndCloses() {
    client.send("QUIT");
    client.send("PING");
    client.flush();

    assertThat(client.reply()).isEqualTo("+OK");
    assertThat(client.reply()).isEqualTo("closed");
  }

  @Test
  void helloChoosesTheProtocolAndAnswersInIt() {
    String description =
        "$server $redis $version $7.2.0 $proto :%d $id :%d $mode $cluster $role $master $modules *[]";
    long id = Long.parseLong(client.call("CLIENT", "ID").substring(1));

    assertThat(client.call("HELLO")).isEqualTo("*[" + String.format(description, 2, id) + "]");
    assertThat(client.call("HELLO", "3")).isEqualTo("%[" + String.format(description, 3, id) + "]");
    assertThat(client.call("GET", "no such key")).isEqualTo("_");
    assertThat(client.call("HELLO", "2")).isEqualTo("*[" + String.format(description, 2, id) + "]");
  }

  @Test
  void helloRefusesWhatItDoesNotKnowAndChangesNothing() {
    assertThat(client.call("HELLO", "4")).isEqualTo("-NOPROTO unsupported protocol version");
    assertThat(client.call("HELLO", "x"))
        .isEqualTo("-ERR Protocol version is not an integer or out of range");
    assertThat(client.call("HELLO", "3", "SETNAME"))
        .isEqualTo("-ERR Syntax error in HELLO option 'SETNAME'");
    assertThat(client.call("HELLO", "3", "AUTH", "default"))
        .isEqualTo("-ERR Syntax error in HELLO option 'AUTH'");
    assertThat(client.call("HELLO", "3", "SETNAME", "a b"))
        .isEqualTo("-ERR Client names cannot contain spaces, newlines or special characters.");
    assertThat(client.call("HELLO", "3", "SETNAME", "n", "AUTH", "nobody", "x"))
        .isEqualTo("-WRONGPASS invalid username-password pair or user is disabled.");

    assertThat(client.call("GET", "no such key")).isEqualTo("nil");
    assertThat(client.call("CLIENT", "GETNAME")).isEqualTo("nil");
  }

  @Test
  void helloNamesTheConnection() {
    assertThat(client.call("HELLO", "2", "SETNAME", "worker-1")).startsWith("*[$server");
    assertThat(client.call("CLIENT", "GETNAME")).isEqualTo("$worker-1");
  }

  @Test
  void authWithoutAPasswordSaysSo() {
    assertThat(client.call("AUTH", "x"))
        .isEqualTo(
            "-ERR AUTH <password> called without any password configured for the default user. Are"
                + " you sure your configuration is correct?");
    assertThat(client.call("AUTH", "default", "x")).isEqualTo("+OK");
    assertThat(client.call("AUTH", "nobody", "x"))
        .isEqualTo("-WRONGPASS invalid username-password pair or user is disabled.");
    assertThat(client.call("AUTH", "a", "b", "c")).isEqualTo("-ERR syntax error");
  }

  @Test
  void resetForgetsEverythingThatTheConnectionWasTold() {
    client.call("HELLO", "3", "SETNAME", "n");
    client.call("SUBSCRIBE", "reset-channel");
    client.call("MULTI");
    client.call("SET", "reset-key", "1");

    assertThat(client.call("RESET")).isEqualTo("+RESET");

    assertThat(client.call("EXEC")).isEqualTo("-ERR EXEC without MULTI");
    assertThat(client.call("GET", "reset-key")).isEqualTo("nil");
    assertThat(client.call("CLIENT", "GETNAME")).isEqualTo("nil");
    assertThat(client.call("PUBLISH", "reset-channel", "m")).isEqualTo(":0");
  }

  @Test
  void resetAnswersAlthoughRepliesAreOff() {
    client.send("CLIENT", "REPLY", "OFF");
    client.send("PING");

    assertThat(client.call("RESET")).isEqualTo("+RESET");
    assertThat(client.call("PING")).isEqualTo("+PONG");
  }

  @Test
  void modesOfClusterConnectionsAreTaken() {
    assertThat(client.call("READONLY")).isEqualTo("+OK");
    assertThat(client.call("CLIENT", "INFO")).contains(" flags=r ");
    assertThat(client.call("READWRITE")).isEqualTo("+OK");
    assertThat(client.call("ASKING")).isEqualTo("+OK");
  }
}
