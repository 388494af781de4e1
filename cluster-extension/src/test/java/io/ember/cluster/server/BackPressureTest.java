package io.ember.cluster.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.ember.cluster.session.ClientSession;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class BackPressureTest {
  private static final int VALUE_BYTES = 60_000;
  private static final int CALLS = 20_000;

  @Test
  void holdsLittleForClientsThatNeverReadAndServesTheOthers() throws IOException {
    try (TestNode node = new TestNode();
        RespClient client = node.connect()) {
      client.call("SET", "k", "v".repeat(VALUE_BYTES));
      List<SocketChannel> slow = new ArrayList<>();
      for (int i = 0; i < 10; i++) {
        slow.add(fillWithRequests(node));
      }

      for (int i = 0; i < 1000; i++) {
        assertThat(client.call("PING")).isEqualTo("+PONG");
        assertThat(client.call("GET", "other")).isEqualTo("nil");
      }

      long unsent = 0;
      for (ClientSession session : node.sessions.all()) {
        unsent += session.figures().unsentBytes() + session.figures().undecodedBytes();
      }
      assertThat(unsent).isLessThan(10L * 8 * 1024 * 1024);
      for (SocketChannel channel : slow) {
        channel.close();
      }
    }
  }

  /** Asks for more than the server will ever hold, until the socket takes no more. */
  private static SocketChannel fillWithRequests(TestNode node) throws IOException {
    SocketChannel channel =
        SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), node.port()));
    channel.configureBlocking(false);
    byte[] request = "*2\r\n$3\r\nGET\r\n$1\r\nk\r\n".getBytes(StandardCharsets.US_ASCII);
    ByteBuffer requests = ByteBuffer.allocate(request.length * CALLS);
    for (int i = 0; i < CALLS; i++) {
      requests.put(request);
    }
    requests.flip();
    for (int idle = 0; idle < 20_000 && requests.hasRemaining(); ) {
      idle = channel.write(requests) == 0 ? idle + 1 : 0;
      Thread.onSpinWait();
    }
    return channel;
  }

  @Test
  void answersEverythingOnceASlowClientReads() {
    try (TestNode node = new TestNode();
        RespClient client = node.connect()) {
      String value = "v".repeat(VALUE_BYTES);
      client.call("SET", "k", value);
      int calls = 2_000;
      Thread writer =
          new Thread(
              () -> {
                for (int i = 0; i < calls; i++) {
                  client.send("GET", "k");
                }
                client.flush();
              });
      writer.start();

      for (int i = 0; i < calls; i++) {
        assertThat(client.reply()).hasSize(1 + VALUE_BYTES);
      }
    }
  }

  @Test
  void executesNoFurtherCallsOfAClientThatDoesNotRead() throws IOException {
    try (TestNode node = new TestNode();
        RespClient client = node.connect()) {
      client.call("SET", "k", "v".repeat(VALUE_BYTES));
      SocketChannel slow = fillWithRequests(node);

      long before = executed(node, client);
      for (int i = 0; i < 200; i++) {
        client.call("PING");
      }

      assertThat(executed(node, client) - before).isLessThanOrEqualTo(400);
      slow.close();
    }
  }

  private static long executed(TestNode node, RespClient client) {
    client.call("PING");
    return node.server.traffic().executedCalls();
  }
}
