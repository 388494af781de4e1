package io.ember.cluster.server;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HostileInputTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "POST / HTTP/1.1\r\n",
        "post x\r\n",
        "Host: localhost\r\n",
        "GET / HTTP/1.1\r\nHost: localhost\r\n",
        "*1\r\n$4\r\nPOST\r\n"
      })
  void closesTheConnectionOfABrowserAndExecutesNothingThatFollows(String request) {
    try (TestNode node = new TestNode();
        RespClient browser = node.connect();
        RespClient client = node.connect()) {
      browser.raw(request + "SET planted 1\r\nSET planted 2\r\n");
      browser.flush();

      String reply = browser.reply();
      if (reply.startsWith("-ERR")) { // the line with GET is a command like any other
        assertThat(reply).contains("wrong number of arguments");
        reply = browser.reply();
      }

      assertThat(reply).isEqualTo("closed");
      assertThat(client.call("GET", "planted")).isEqualTo("nil");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "*2147483647\r\n",
        "*1\r\n$9999999999\r\n",
        "*1\r\n*1\r\n*1\r\n",
        "*-5x\r\n",
        "SET k \"v\r\n"
      })
  void saysWhatIsWrongAfterAllEarlierRepliesAndCloses(String malformed) {
    try (TestNode node = new TestNode();
        RespClient client = node.connect()) {
      client.send("SET", "a", "1");
      client.send("GET", "a");
      client.raw(malformed + "SET a 2\r\n");
      client.flush();

      assertThat(client.reply()).isEqualTo("+OK");
      assertThat(client.reply()).isEqualTo("$1");
      assertThat(client.reply()).startsWith("-ERR Protocol error: ");
      assertThat(client.reply()).isEqualTo("closed");
      try (RespClient other = node.connect()) {
        assertThat(other.call("GET", "a")).isEqualTo("$1");
      }
    }
  }

  @Test
  void allowsLittleBeforeAuthentication() {
    try (TestNode node = new TestNode(options -> options.passwordNeeded = true)) {
      try (RespClient client = node.connect()) {
        assertThat(client.call("GET", "a")).isEqualTo("-NOAUTH Authentication required.");
        client.raw("*3\r\n$3\r\nSET\r\n$1\r\nk\r\n$100000\r\n");
        client.flush();
        assertThat(client.reply()).isEqualTo("-ERR Protocol error: unauthenticated bulk length");
        assertThat(client.reply()).isEqualTo("closed");
      }
      try (RespClient client = node.connect()) {
        assertThat(client.call("AUTH", "secret")).isEqualTo("+OK");
        assertThat(client.call("SET", "a", "x".repeat(100_000))).isEqualTo("+OK");
      }
    }
  }

  @Test
  void survivesClientsThatVanishInTheMiddle() {
    try (TestNode node = new TestNode()) {
      for (int i = 0; i < 200; i++) {
        RespClient client = node.connect();
        client.send("SET", "k", "v".repeat(1000));
        client.send("GET", "k");
        client.raw(i % 2 == 0 ? "*3\r\n$3\r\nSET\r\n$1\r\nx\r\n$200000\r\nabc" : "*2\r\n$3");
        client.flush();
        client.close();
      }
      try (RespClient client = node.connect()) {
        assertThat(client.call("PING")).isEqualTo("+PONG");
      }
    }
  }
}
