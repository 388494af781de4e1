package io.ember.cluster.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.ember.cluster.LocalNode;
import io.ember.cluster.server.RespClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class ServerCommandsTest {
  private LocalNode node;
  private RespClient client;

  @BeforeEach
  void start() {
    node = new LocalNode();
    client = node.connect();
  }

  @AfterEach
  void stop() {
    client.close();
    node.close();
  }

  @Test
  void timeIsSecondsAndMicroseconds() {
    long before = System.currentTimeMillis();
    String[] parts = client.call("TIME").replaceAll("[*$\\[\\]]", "").split(" ");
    long after = System.currentTimeMillis();

    long answeredMs = Long.parseLong(parts[0]) * 1000 + Long.parseLong(parts[1]) / 1000;
    assertThat(answeredMs).isBetween(before, after);
    assertThat(Long.parseLong(parts[1])).isLessThan(1_000_000);
  }

  @Test
  void roleIsThatOfAPrimaryWithoutReplicas() {
    assertThat(client.call("ROLE")).isEqualTo("*[$master :0 *[]]");
  }

  @Test
  @Timeout(20)
  void waitKnowsAtOnceThatThereAreNoReplicas() {
    assertThat(client.call("WAIT", "0", "0")).isEqualTo(":0");
    assertThat(client.call("WAIT", "1", "0")).isEqualTo(":0");
    assertThat(client.call("WAIT", "x", "0"))
        .isEqualTo("-ERR value is not an integer or out of range");
    assertThat(client.call("WAIT", "0", "x"))
        .isEqualTo("-ERR timeout is not an integer or out of range");
    assertThat(client.call("WAIT", "0", "-1")).isEqualTo("-ERR timeout is negative");
  }

  @Test
  void shutdownRefusesWhatItCannotDo() {
    assertThat(client.call("SHUTDOWN", "FOO")).isEqualTo("-ERR syntax error");
    assertThat(client.call("SHUTDOWN", "SAVE", "NOSAVE")).isEqualTo("-ERR syntax error");
    assertThat(client.call("SHUTDOWN", "ABORT", "NOW")).isEqualTo("-ERR syntax error");
    assertThat(client.call("SHUTDOWN", "ABORT")).isEqualTo("-ERR No shutdown in progress.");
    assertThat(client.call("SHUTDOWN", "SAVE"))
        .startsWith("-ERR Errors trying to SHUTDOWN.")
        .contains("NOSAVE");
    assertThat(client.call("MULTI")).isEqualTo("+OK");
    assertThat(client.call("SHUTDOWN")).isEqualTo("-ERR Command not allowed inside a transaction");
  }

  @Test
  @Timeout(60)
  void shutdownAsksTheEngineToCloseAndClosesTheConnectionWithoutAnAnswer() throws Exception {
    client.send("SHUTDOWN", "NOSAVE");
    client.flush();

    node.engine().awaitShutdownRequest();
    node.engine().close();

    assertThat(client.reply()).isEqualTo("closed");
  }
}
