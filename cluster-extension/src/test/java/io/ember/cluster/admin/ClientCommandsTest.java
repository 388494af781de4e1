package io.ember.cluster.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.ember.cluster.LocalNode;
import io.ember.cluster.server.RespClient;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ClientCommandsTest {
  private static LocalNode node;
  private RespClient client;
  private RespClient other;

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
    other = node.connect();
  }

  @AfterEach
  void disconnect() {
    client.close();
    other.close();
  }

  private static String id(RespClient of) {
    return of.call("CLIENT", "ID").substring(1);
  }

  private static String address(RespClient of) {
    return of.call("CLIENT", "INFO").replaceAll("(?s).* addr=(\\S+) .*", "$1");
  }

  @Test
  void eachConnectionHasItsOwnNumber() {
    assertThat(id(client)).isNotEqualTo(id(other));
    assertThat(id(client)).isEqualTo(id(client));
  }

  @Test
  void namesAreWordsAndCanBeTakenBack() {
    assertThat(client.call("CLIENT", "GETNAME")).isEqualTo("nil");
    assertThat(client.call("CLIENT", "SETNAME", "worker:1")).isEqualTo("+OK");
    assertThat(client.call("CLIENT", "GETNAME")).isEqualTo("$worker:1");
    assertThat(client.call("CLIENT", "SETNAME", "a b"))
        .isEqualTo("-ERR Client names cannot contain spaces, newlines or special characters.");
    assertThat(client.call("CLIENT", "SETNAME", "")).isEqualTo("+OK");
    assertThat(client.call("CLIENT", "GETNAME")).isEqualTo("nil");
  }

  @Test
  void libraryInformationShowsInTheList() {
    assertThat(client.call("CLIENT", "SETINFO", "lib-name", "jedis")).isEqualTo("+OK");
    assertThat(client.call("CLIENT", "SETINFO", "LIB-VER", "8.0.2")).isEqualTo("+OK");

    assertThat(client.call("CLIENT", "INFO")).contains(" lib-name=jedis lib-ver=8.0.2\n");
    assertThat(client.call("CLIENT", "SETINFO", "lib-color", "red"))
        .isEqualTo("-ERR Unrecognized option 'lib-color'");
    assertThat(client.call("CLIENT", "SETINFO", "lib-name", "a b"))
        .isEqualTo("-ERR lib-name cannot contain spaces, newlines or special characters.");
  }

  @Test
  void theLineOfAConnectionHasTheFieldsOfRedisInTheirOrder() {
    client.call("CLIENT", "SETNAME", "me");

    assertThat(client.call("CLIENT", "INFO"))
        .matches(
            "\\$id=\\d+ addr=127\\.0\\.0\\.1:\\d+ laddr=127\\.0\\.0\\.1:"
                + node.port()
                + " fd=-?\\d+ name=me age=\\d+ idle=\\d+ flags=N db=0 sub=0 psub=0 ssub=0 multi=-1"
                + " qbuf=\\d+ qbuf-free=\\d+ argv-mem=\\d+ multi-mem=\\d+ rbs=\\d+ rbp=\\d+"
                + " obl=\\d+ oll=\\d+ omem=\\d+ tot-mem=\\d+ events=r cmd=client\\|info"
                + " user=default redir=-1 resp=2 lib-name= lib-ver=\n");
  }

  @Test
  void listsAllOrSomeConnections() {
    client.call("SUBSCRIBE", "c");
    String subscriber = "id=" + id(other);

    assertThat(other.call("CLIENT", "LIST").lines().filter(line -> line.contains("id=")))
        .hasSizeGreaterThanOrEqualTo(2);
    assertThat(other.call("CLIENT", "LIST", "ID", id(other), "999999"))
        .startsWith("$" + subscriber + " ")
        .hasLineCount(1);
    assertThat(other.call("CLIENT", "LIST", "TYPE", "pubsub")).contains(" sub=1 ").hasLineCount(1);
    assertThat(other.call("CLIENT", "LIST", "TYPE", "normal")).doesNotContain(" sub=1 ");
    assertThat(other.call("CLIENT", "LIST", "TYPE", "replica")).isEqualTo("$");
    assertThat(other.call("CLIENT", "LIST", "TYPE", "x")).isEqualTo("-ERR Unknown client type 'x'");
    assertThat(other.call("CLIENT", "LIST", "ID", "x")).isEqualTo("-ERR Invalid client ID");
    assertThat(other.call("CLIENT", "LIST", "TYPE")).isEqualTo("-ERR syntax error");
  }

  @Test
  void listIsVerbatimTextInResp3() {
    client.call("HELLO", "3");

    assertThat(client.call("CLIENT", "LIST")).startsWith("=txt:id=");
  }

  @Test
  void killsByAddressInTheOldForm() {
    assertThat(client.call("CLIENT", "KILL", address(other))).isEqualTo("+OK");

    assertThat(other.reply()).isEqualTo("closed");
    assertThat(client.call("CLIENT", "KILL", "1.2.3.4:5")).isEqualTo("-ERR No such client");
  }

  @Test
  void killsByFiltersThatAllHaveToHold() {
    String id = id(other);

    assertThat(client.call("CLIENT", "KILL", "ID", id, "TYPE", "pubsub")).isEqualTo(":0");
    assertThat(client.call("CLIENT", "KILL", "ID", id, "ADDR", address(client))).isEqualTo(":0");
    assertThat(client.call("CLIENT", "KILL", "ID", id, "USER", "default", "TYPE", "normal"))
        .isEqualTo(":1");

    assertThat(other.reply()).isEqualTo("closed");
  }

  @Test
  void spareTheCallerUnlessToldOtherwise() {
    String id = id(client);

    assertThat(client.call("CLIENT", "KILL", "ID", id)).isEqualTo(":0");
    assertThat(client.call("CLIENT", "KILL", "ID", id, "SKIPME", "no")).isEqualTo(":1");
    assertThat(client.reply()).isEqualTo("closed");
  }

  @Test
  void killRefusesWrongFilters() {
    assertThat(client.call("CLIENT", "KILL", "ID", "0"))
        .isEqualTo("-ERR client-id should be greater than 0");
    assertThat(client.call("CLIENT", "KILL", "TYPE", "x"))
        .isEqualTo("-ERR Unknown client type 'x'");
    assertThat(client.call("CLIENT", "KILL", "USER", "x")).isEqualTo("-ERR No such user 'x'");
    assertThat(client.call("CLIENT", "KILL", "SKIPME", "maybe")).isEqualTo("-ERR syntax error");
    assertThat(client.call("CLIENT", "KILL", "ID", "1", "ADDR")).isEqualTo("-ERR syntax error");
    assertThat(client.call("CLIENT", "KILL", "FOO", "1")).isEqualTo("-ERR syntax error");
  }

  @Test
  void repliesCanBeSwitchedOffAndOn() {
    client.send("CLIENT", "REPLY", "OFF");
    client.send("SET", "reply-key", "1");
    client.send("CLIENT", "REPLY", "ON");
    client.send("GET", "reply-key");
    client.flush();

    assertThat(client.reply()).isEqualTo("+OK");
    assertThat(client.reply()).isEqualTo("$1");
    assertThat(client.call("CLIENT", "REPLY", "X")).isEqualTo("-ERR syntax error");
  }

  @Test
  void oneReplyCanBeSkipped() {
    client.send("CLIENT", "REPLY", "SKIP");
    client.send("PING", "skipped");

    assertThat(client.call("PING", "sent")).isEqualTo("$sent");
  }

  @Test
  void aPauseOfWritesHoldsWritesAndLetsReadsPass() {
    assertThat(client.call("CLIENT", "PAUSE", "60000", "WRITE")).isEqualTo("+OK");
    try {
      other.send("SET", "pause-key", "1");
      other.flush();
      assertThat(client.call("GET", "pause-key")).isEqualTo("nil");
    } finally {
      assertThat(client.call("CLIENT", "UNPAUSE")).isEqualTo("+OK");
    }

    assertThat(other.reply()).isEqualTo("+OK");
    assertThat(client.call("GET", "pause-key")).isEqualTo("$1");
  }

  @Test
  void aPauseOfEverythingEndsByItself() {
    assertThat(client.call("CLIENT", "PAUSE", "50")).isEqualTo("+OK");
    assertThat(client.call("PING")).isEqualTo("+PONG");
  }

  @Test
  void pauseRefusesWhatIsNoTime() {
    assertThat(client.call("CLIENT", "PAUSE", "x"))
        .isEqualTo("-ERR timeout is not an integer or out of range");
    assertThat(client.call("CLIENT", "PAUSE", "-1")).isEqualTo("-ERR timeout is negative");
    assertThat(client.call("CLIENT", "PAUSE", "9223372036854775807"))
        .isEqualTo("-ERR timeout is out of range");
    assertThat(client.call("CLIENT", "PAUSE", "1", "SOME"))
        .isEqualTo("-ERR CLIENT PAUSE mode must be WRITE or ALL");
  }

  @Test
  void takesTheModesThatChangeNothingHere() {
    assertThat(client.call("CLIENT", "NO-EVICT", "ON")).isEqualTo("+OK");
    assertThat(client.call("CLIENT", "NO-TOUCH", "on")).isEqualTo("+OK");
    assertThat(client.call("CLIENT", "INFO")).contains(" flags=eT ");
    assertThat(client.call("CLIENT", "NO-EVICT", "x")).isEqualTo("-ERR syntax error");
    assertThat(client.call("CLIENT", "TRACKINGINFO"))
        .isEqualTo("*[$flags *[$off] $redirect :-1 $prefixes *[]]");
    assertThat(client.call("CLIENT", "GETREDIR")).isEqualTo(":-1");
    assertThat(client.call("CLIENT", "UNBLOCK", id(other))).isEqualTo(":0");
    assertThat(client.call("CLIENT", "UNBLOCK", "1", "X"))
        .isEqualTo("-ERR CLIENT UNBLOCK reason should be TIMEOUT or ERROR");
  }

  @Test
  void unknownSubcommandsPointToTheHelp() {
    assertThat(client.call("CLIENT", "FOO"))
        .isEqualTo("-ERR unknown subcommand 'FOO'. Try CLIENT HELP.");
    assertThat(client.call("CLIENT"))
        .isEqualTo("-ERR wrong number of arguments for 'client' command");
    assertThat(client.call("CLIENT", "HELP"))
        .startsWith("*[+CLIENT <subcommand> [<arg> [value] [opt] ...]. Subcommands are:")
        .endsWith("+HELP +    Prints this help.]");
  }
}
