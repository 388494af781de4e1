package io.ember.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.ember.engine.ErrorCode;
import io.ember.engine.Reply;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Commands of the endpoint when code in the process calls them, which has no connection. */
class EmbeddedCallTest {
  private static LocalNode node;

  @BeforeAll
  static void start() {
    node = new LocalNode();
  }

  @AfterAll
  static void stop() {
    node.close();
  }

  @Test
  void whatNeedsNoConnectionWorks() {
    assertThat(node.engine().call("PING")).isEqualTo(new Reply.Simple("PONG"));
    assertThat(node.engine().call("ECHO", "x"))
        .isEqualTo(new Reply.Bulk("x".getBytes(java.nio.charset.StandardCharsets.UTF_8)));
    assertThat(node.engine().call("CLUSTER", "KEYSLOT", "123456789"))
        .isEqualTo(new Reply.Int(12_739));
    assertThat(node.engine().call("CLUSTER", "COUNTKEYSINSLOT", "1")).isEqualTo(new Reply.Int(0));
    assertThat(node.engine().call("INFO", "server")).isInstanceOf(Reply.Verbatim.class);
    assertThat(node.engine().call("CONFIG", "GET", "save")).isInstanceOf(Reply.Pairs.class);
    assertThat(node.engine().call("CLIENT", "LIST")).isInstanceOf(Reply.Verbatim.class);
    assertThat(node.engine().call("CLUSTER", "SLOTS")).isInstanceOf(Reply.Array.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "CLIENT ID",
        "CLIENT REPLY OFF",
        "MULTI",
        "EXEC",
        "DISCARD",
        "WATCH k",
        "UNWATCH",
        "SUBSCRIBE c",
        "UNSUBSCRIBE",
        "SSUBSCRIBE c",
        "HELLO 3",
        "AUTH x",
        "RESET",
        "READONLY",
        "ASKING"
      })
  void whatBelongsToAConnectionIsRefused(String command) {
    Reply reply = node.engine().call(command.split(" "));

    assertThat(reply).isInstanceOf(Reply.Failure.class);
    assertThat(((Reply.Failure) reply).code()).isEqualTo(ErrorCode.ERR);
    assertThat(((Reply.Failure) reply).message()).contains("which have no connection");
  }

  @Test
  void callsOfAnUnknownSlotOwnerAreRefused() {
    try (LocalNode alone = new LocalNode("ember.cluster.bootstrap", "false")) {
      assertThat(alone.engine().call("GET", "k"))
          .isEqualTo(new Reply.Failure(ErrorCode.CLUSTERDOWN, "Hash slot not served"));
    }
  }
}
