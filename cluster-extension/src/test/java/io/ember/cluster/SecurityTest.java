package io.ember.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.ember.cluster.config.Secret;
import io.ember.cluster.server.RespClient;
import io.ember.cluster.session.Authenticator;
import io.ember.engine.ConfigException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What keeps strangers out, and what keeps secrets in. */
class SecurityTest {
  private static final String PASSWORD = "correct horse battery";

  @Test
  void nothingButTheHandshakeWorksBeforeTheRightPassword() {
    try (LocalNode node = new LocalNode("ember.client.password", PASSWORD);
        RespClient client = node.connect()) {
      assertThat(client.call("GET", "k")).isEqualTo("-NOAUTH Authentication required.");
      assertThat(client.call("PING")).isEqualTo("-NOAUTH Authentication required.");
      assertThat(client.call("CONFIG", "GET", "*")).isEqualTo("-NOAUTH Authentication required.");
      assertThat(client.call("CLUSTER", "NODES")).isEqualTo("-NOAUTH Authentication required.");
      assertThat(client.call("SUBSCRIBE", "c")).isEqualTo("-NOAUTH Authentication required.");
      assertThat(client.call("MULTI")).isEqualTo("-NOAUTH Authentication required.");
      assertThat(client.call("AUTH", "wrong"))
          .isEqualTo("-WRONGPASS invalid username-password pair or user is disabled.");
      assertThat(client.call("AUTH", PASSWORD + "x")).startsWith("-WRONGPASS");
      assertThat(client.call("AUTH", "admin", PASSWORD)).startsWith("-WRONGPASS");
      assertThat(client.call("GET", "k")).isEqualTo("-NOAUTH Authentication required.");

      assertThat(client.call("AUTH", PASSWORD)).isEqualTo("+OK");
      assertThat(client.call("GET", "k")).isEqualTo("nil");
      assertThat(client.call("RESET")).isEqualTo("+RESET");
      assertThat(client.call("GET", "k")).isEqualTo("-NOAUTH Authentication required.");
      assertThat(client.call("AUTH", "default", PASSWORD)).isEqualTo("+OK");
    }
  }

  @Test
  void helloAuthenticatesInOneStep() {
    try (LocalNode node = new LocalNode("ember.client.password", PASSWORD);
        RespClient client = node.connect()) {
      assertThat(client.call("HELLO", "3"))
          .isEqualTo(
              "-NOAUTH HELLO must be called with the client already authenticated, otherwise the"
                  + " HELLO <proto> AUTH <user> <pass> option can be used to authenticate the client"
                  + " and select the RESP protocol version at the same time");
      assertThat(client.call("HELLO", "3", "AUTH", "default", "wrong")).startsWith("-WRONGPASS");
      assertThat(client.call("HELLO", "3", "AUTH", "default", PASSWORD, "SETNAME", "me"))
          .startsWith("%[$server");
      assertThat(client.call("CLIENT", "GETNAME")).isEqualTo("$me");
    }
  }

  @Test
  void thePasswordIsShownNowhere() {
    try (LocalNode node =
            new LocalNode("ember.client.password", PASSWORD, "ember.cluster.secret", "bus secret");
        RespClient client = node.connect()) {
      client.call("AUTH", PASSWORD);

      for (String[] command :
          new String[][] {
            {"INFO", "everything"},
            {"CONFIG", "GET", "*"},
            {"CLIENT", "LIST"},
            {"CLIENT", "INFO"},
            {"CLUSTER", "NODES"},
            {"COMMAND", "DOCS"}
          }) {
        assertThat(client.call(command)).doesNotContain(PASSWORD).doesNotContain("bus secret");
      }
      assertThat(client.call("CONFIG", "GET", "requirepass")).isEqualTo("*[$requirepass $***]");
    }
  }

  @Test
  void withoutAPasswordOnlyThisMachineIsServed() throws Exception {
    Authenticator open = new Authenticator(Optional.empty());
    Authenticator closed = new Authenticator(Optional.of(Secret.of(PASSWORD)));
    InetAddress remote = address(192, 0, 2, 1);

    assertThat(open.refusal(InetAddress.getLoopbackAddress())).isNull();
    assertThat(open.refusal(address(127, 3, 2, 1))).isNull();
    assertThat(open.refusal(remote)).startsWith("Redis is running in protected mode");
    assertThat(closed.refusal(remote)).isNull();
  }

  private static InetAddress address(int... bytes) throws IOException {
    return InetAddress.getByAddress(
        new byte[] {(byte) bytes[0], (byte) bytes[1], (byte) bytes[2], (byte) bytes[3]});
  }

  @Test
  void aConnectionFromElsewhereIsToldWhyItIsClosed() throws IOException {
    InetAddress address = addressBeyondLoopback();
    try (LocalNode node =
            new LocalNode("ember.client.host", "0.0.0.0", "ember.bus.host", "127.0.0.1");
        Socket socket = new Socket(address, node.port())) {
      String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);

      assertThat(answer).startsWith("-DENIED Redis is running in protected mode").endsWith("\r\n");
    }
  }

  private static InetAddress addressBeyondLoopback() throws IOException {
    Optional<InetAddress> found =
        NetworkInterface.networkInterfaces()
            .flatMap(NetworkInterface::inetAddresses)
            .filter(address -> address instanceof java.net.Inet4Address)
            .filter(address -> !address.isLoopbackAddress())
            .findFirst();
    assumeTrue(found.isPresent(), "this machine has no address but loopback");
    return found.orElseThrow();
  }

  @Test
  void aBusBeyondLoopbackWithoutASecretDoesNotStart() {
    assertThatThrownBy(() -> new LocalNode("ember.client.host", "0.0.0.0").close())
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("ember.cluster.secret");
  }

  @Test
  void reservedKeysStopTheStartAndSayThatTheyAreReserved() {
    assertThatThrownBy(() -> new LocalNode("ember.client.tls.certificate-file", "x").close())
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("ember.client.tls.certificate-file")
        .hasMessageContaining("reserved");
  }

  @Test
  void twoNodesCannotUseOneDirectory(@org.junit.jupiter.api.io.TempDir java.nio.file.Path dir) {
    try (LocalNode first = new LocalNode(dir)) {
      assertThat(first.port()).isPositive();
      assertThatThrownBy(() -> new LocalNode(dir).close())
          .isInstanceOf(ConfigException.class)
          .hasMessageContaining("in use by another node");
    }
  }
}
