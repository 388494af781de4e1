package io.ember.examples.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import io.ember.examples.process.NodeProcess;
import io.ember.examples.support.EmberNode;
import io.ember.examples.support.Eventually;
import io.ember.examples.support.RespClient;
import io.ember.examples.support.RespValue;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Single clients that ask for more than the heap of a node has. Each is told so, others are served
 * meanwhile, and nothing of it stays.
 */
class MemoryAttackIT {
  private static final int CHUNK_BYTES = 1 << 20;
  private static final int HUGE_BYTES = 512 << 20;
  private static final int PIPELINE = 500;
  private static final int MAX_PIPELINES = 1_000;
  private static final int CALLS_AFTER = 100;

  /** Asks for too much. */
  private interface Attack {
    void on(RespClient client) throws IOException;
  }

  @TempDir Path dir;

  @Test
  void concernsNobodyButTheClientThatAsksForTooMuch() throws Exception {
    try (NodeProcess node = EmberNode.start(dir, EmberNode.CLUSTER);
        RespClient admin = RespClient.connect(node.port())) {
      try (GoodClient witness = new GoodClient(node)) {
        attack(node, witness, client -> refusesHuge(client, "GET", 1, "key exceeds"));
        attack(node, witness, client -> refusesHuge(client, "PUBLISH", 2, "channel and message"));
        attack(node, witness, client -> refusesHuge(client, "SUBSCRIBE", 1, "argument exceeds"));
        attack(node, witness, MemoryAttackIT::queueWithoutEnd);
      }
      Eventually.holds(
          "no session is left",
          () -> admin.call("INFO", "clients").text().contains("connected_clients:1\r"));
    }
  }

  private static void attack(NodeProcess node, GoodClient witness, Attack attack)
      throws IOException, InterruptedException {
    try (RespClient client = RespClient.connect(node.port())) {
      attack.on(client);
      assertThat(client.call("PING").text()).isEqualTo("PONG");
    }
    witness.awaitServed(CALLS_AFTER);
  }

  /** Sends a command whose last argument has half a gigabyte. */
  private static void refusesHuge(RespClient client, String name, int arguments, String error)
      throws IOException {
    StringBuilder head = new StringBuilder("*" + (arguments + 1) + "\r\n");
    head.append('$').append(name.length()).append("\r\n").append(name).append("\r\n");
    head.append("$1\r\nc\r\n".repeat(arguments - 1)).append('$').append(HUGE_BYTES).append("\r\n");
    client.sendRaw(head.toString());
    byte[] chunk = new byte[CHUNK_BYTES];
    for (int sent = 0; sent < HUGE_BYTES; sent += CHUNK_BYTES) {
      client.sendRaw(chunk);
    }
    client.sendRaw("\r\n");
    RespValue reply = client.read();
    assertThat(reply.isError()).as(name).isTrue();
    assertThat(reply.text()).as(name).startsWith("ERR " + error);
  }

  private static void queueWithoutEnd(RespClient client) throws IOException {
    assertThat(client.call("MULTI").text()).isEqualTo("OK");
    byte[] value = new byte[1000];
    boolean refused = false;
    for (int i = 0; i < MAX_PIPELINES && !refused; i++) {
      for (int call = 0; call < PIPELINE; call++) {
        client.send(words("{q}" + call, value));
      }
      client.flush();
      List<RespValue> replies = new ArrayList<>();
      for (int call = 0; call < PIPELINE; call++) {
        replies.add(client.read());
      }
      refused = replies.stream().anyMatch(RespValue::isError);
    }
    assertThat(refused).as("the transaction became too large").isTrue();
    assertThat(client.call("EXEC").text()).startsWith("EXECABORT");
    assertThat(client.call("EXISTS", "{q}1").number()).isZero();
  }

  private static List<byte[]> words(String key, byte[] value) {
    return List.of(ascii("SET"), ascii(key), value);
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
