package io.ember.cluster.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ember.cluster.session.ClientSession;
import io.ember.cluster.session.PushMessage;
import io.ember.engine.ConfigException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class ConnectionLifeTest {
  @Test
  void sendsWhatIsUnderWayBeforeItClosesOnQuit() {
    try (TestNode node = new TestNode(options -> options.lanes = 4);
        RespClient client = node.connect()) {
      for (int i = 0; i < 500; i++) {
        client.send("SET", "k" + i, "v");
      }
      client.send("QUIT");
      client.send("SET", "late", "v");
      client.flush();

      for (int i = 0; i < 501; i++) {
        assertThat(client.reply()).isEqualTo("+OK");
      }
      assertThat(client.reply()).isEqualTo("closed");
      try (RespClient other = node.connect()) {
        assertThat(other.call("GET", "late")).isEqualTo("nil");
      }
    }
  }

  @Test
  void answersWhatAClientSentBeforeItEndedItsSide() throws IOException {
    try (TestNode node = new TestNode();
        RespClient client = node.connect()) {
      for (int i = 0; i < 3000; i++) {
        client.send("SET", "k" + i, "v");
      }
      client.flush();
      client.socket.shutdownOutput();

      for (int i = 0; i < 3000; i++) {
        assertThat(client.reply()).isEqualTo("+OK");
      }
      assertThat(client.reply()).isEqualTo("closed");
    }
  }

  @Test
  void refusesConnectionsAboveTheLimit() {
    try (TestNode node = new TestNode()) {
      node.settings.setMaxClients(2);
      try (RespClient first = node.connect();
          RespClient second = node.connect()) {
        first.call("PING");
        second.call("PING");
        try (RespClient third = node.connect()) {
          assertThat(third.reply()).isEqualTo("-ERR max number of clients reached");
          assertThat(third.reply()).isEqualTo("closed");
        }
        assertThat(first.call("PING")).isEqualTo("+PONG");
        second.call("QUIT");
        assertThat(second.reply()).isEqualTo("closed");
        try (RespClient fourth = node.connect()) {
          assertThat(fourth.call("PING")).isEqualTo("+PONG");
        }
      }
    }
  }

  @Test
  void saysWhyAPortCannotBeHad() {
    try (TestNode node = new TestNode()) {
      EmberServer other =
          new EmberServer(
              new ServerConfig("127.0.0.1", node.port(), 1), node.context(), node.lanes);
      assertThatThrownBy(other::start)
          .isInstanceOf(ConfigException.class)
          .hasMessageContaining("127.0.0.1:" + node.port());
      other.stop();
    }
  }

  @Test
  void answersWhatHasBegunBeforeItStops() throws Exception {
    TestNode node = new TestNode();
    try (RespClient client = node.connect()) {
      client.call("PING");
      CountDownLatch sent = new CountDownLatch(1);
      Thread closer =
          new Thread(
              () -> {
                await(sent);
                node.close();
              });
      closer.start();
      int answered = 0;
      for (int i = 0; i < 2_000_000; i++) {
        if (i == 100) {
          sent.countDown();
        }
        String reply;
        try {
          reply = client.call("INCR", "k");
        } catch (java.io.UncheckedIOException e) {
          break;
        }
        if (reply.equals("closed")) {
          break;
        }
        assertThat(reply).isEqualTo(":" + (i + 1));
        answered++;
      }
      closer.join();
      assertThat(answered).isGreaterThanOrEqualTo(100);
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void isSilentWhenTheClientWantsNoReplies() {
    try (TestNode node = new TestNode();
        RespClient client = node.connect()) {
      client.send("REPLIES", "off");
      client.send("SET", "a", "1");
      client.send("NOSUCH");
      client.send("REPLIES", "on");
      client.send("REPLIES", "skip");
      client.send("GET", "a");
      client.send("GET", "a");
      client.flush();

      assertThat(client.reply()).isEqualTo("+OK");
      assertThat(client.reply()).isEqualTo("$1");
    }
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void pushesBehindTheRepliesOfAllCallsThatHaveBegun() {
    try (TestNode node = new TestNode(options -> options.lanes = 4);
        RespClient client = node.connect();
        RespClient other = node.connect()) {
      client.call("SET", "a", "1");
      long id = node.sessions.all().stream().mapToLong(s -> s.id()).min().orElseThrow();
      PushMessage message = PushMessage.of(utf8("message"), utf8("news"));
      other.call("PING");

      for (int i = 0; i < 100; i++) {
        client.send("GET", "a");
      }
      client.flush();
      ClientSession session = Objects.requireNonNull(node.sessions.find(id));
      assertThat(session.push(message)).isTrue();
      client.call("PING");

      int pushes = 0;
      for (int i = 0; i < 101; i++) {
        String reply = client.reply();
        if (reply.startsWith("*[")) {
          assertThat(reply).isEqualTo("*[$message $news]");
          pushes++;
        } else {
          assertThat(reply).isIn("$1", "+PONG");
        }
      }
      assertThat(pushes).isEqualTo(1);
    }
  }
}
