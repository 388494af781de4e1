package io.ember.examples.clients;

import static org.assertj.core.api.Assertions.assertThat;

import io.ember.examples.process.NodeProcess;
import io.ember.examples.support.EmberNode;
import io.ember.examples.support.RespClient;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Many connections, and much on one. */
class ConnectionsIT {
  private static final int CONNECTIONS = 2_000;
  private static final int PIPELINE = 100_000;

  @TempDir Path dir;
  private NodeProcess node;

  @BeforeEach
  void startNode() throws IOException, InterruptedException {
    node = EmberNode.start(dir, EmberNode.CLUSTER);
  }

  @AfterEach
  void stopNode() {
    node.close();
  }

  @Test
  void servesTwoThousandConnectionsAtOnce() throws IOException {
    List<RespClient> clients = new ArrayList<>();
    try {
      for (int i = 0; i < CONNECTIONS; i++) {
        clients.add(RespClient.connect(node.port()));
      }
      for (int round = 0; round < 3; round++) {
        for (int i = 0; i < CONNECTIONS; i++) {
          clients.get(i).send("SET", "c:" + i, round + ":" + i);
          clients.get(i).send("GET", "c:" + i);
        }
        for (int i = 0; i < CONNECTIONS; i++) {
          assertThat(clients.get(i).read().text()).isEqualTo("OK");
          assertThat(clients.get(i).read().text()).isEqualTo(round + ":" + i);
        }
      }
      assertThat(clients.get(0).call("INFO", "clients").text())
          .contains("connected_clients:" + CONNECTIONS);
    } finally {
      for (RespClient client : clients) {
        client.close();
      }
    }
  }

  @Test
  void answersAHundredThousandCommandsThatWereSentBeforeAnyReplyWasRead() throws Exception {
    try (RespClient client = RespClient.connect(node.port())) {
      Thread sender = new Thread(() -> sendAll(client), "sender");
      sender.start();
      for (int i = 0; i < PIPELINE; i++) {
        assertThat(client.read().text()).isEqualTo("OK");
        assertThat(client.read().text()).isEqualTo("value " + i);
      }
      sender.join();
    }
  }

  private static void sendAll(RespClient client) {
    try {
      for (int i = 0; i < PIPELINE; i++) {
        byte[] key = ("p:" + i % 5_000).getBytes(StandardCharsets.US_ASCII);
        byte[] value = ("value " + i).getBytes(StandardCharsets.US_ASCII);
        client.send(List.of(new byte[] {'S', 'E', 'T'}, key, value));
        client.send(List.of(new byte[] {'G', 'E', 'T'}, key));
      }
      client.flush();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
