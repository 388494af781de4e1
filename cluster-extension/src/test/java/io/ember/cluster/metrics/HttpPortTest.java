package io.ember.cluster.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ember.engine.ConfigException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The port with two pages, and clients that are slow, hostile or many. */
class HttpPortTest {
  private static final long LONG_NS = TimeUnit.MINUTES.toNanos(10);
  private static final String LARGE = "x".repeat(8 << 20);
  private static final int SOCKET_LIMIT_MS = 30_000;

  private HttpPort port = open(LONG_NS);

  private static HttpPort open(long patienceNs) {
    HttpPort opened = HttpPort.open("127.0.0.1", 0, HttpPortTest::page, patienceNs);
    opened.start();
    return opened;
  }

  private static HttpResponse page(HttpRequest request) {
    String body =
        switch (request.path()) {
          case "/" -> "hello";
          case "/large" -> LARGE;
          case "/broken" -> throw new IllegalStateException("this page is broken");
          default -> "";
        };
    return body.isEmpty()
        ? HttpResponse.refusal(HttpStatus.NOT_FOUND)
        : new HttpResponse(
            HttpStatus.OK,
            "text/plain",
            HttpResponse.NOTHING,
            body.getBytes(StandardCharsets.US_ASCII));
  }

  @AfterEach
  void close() {
    port.close();
  }

  private Socket connect() {
    try {
      Socket socket = new Socket(InetAddress.getLoopbackAddress(), port.port());
      socket.setSoTimeout(SOCKET_LIMIT_MS);
      return socket;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void send(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  private static String rest(Socket socket) throws IOException {
    return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
  }

  /** {@return all that is answered to this until the port closes the connection} */
  private String answer(String request) throws IOException {
    try (Socket socket = connect()) {
      send(socket, request);
      return rest(socket);
    }
  }

  private static String get(String path) {
    return "GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
  }

  private void stillServes() throws IOException {
    assertThat(answer(get("/"))).startsWith("HTTP/1.1 200 OK\r\n").endsWith("\r\n\r\nhello");
  }

  @Test
  void answersWithThePage() throws IOException {
    assertThat(answer(get("/")))
        .isEqualTo(
            """
            HTTP/1.1 200 OK
            Content-Type: text/plain
            Content-Length: 5
            Connection: close
            Cache-Control: no-store
            Content-Security-Policy: default-src 'none'; frame-ancestors 'none'
            X-Content-Type-Options: nosniff
            Referrer-Policy: no-referrer

            hello"""
                .replace("\n", "\r\n"));
  }

  @Test
  void answersToHeadWithoutTheBody() throws IOException {
    assertThat(answer(get("/").replace("GET", "HEAD")))
        .contains("Content-Length: 5\r\n")
        .endsWith("\r\n\r\n");
  }

  @Test
  void answersRequestsInTheirOrderOnOneConnection() throws IOException {
    String first = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
    String second = "GET /nowhere HTTP/1.1\r\nHost: a\r\n\r\n";

    assertThat(answer(first + second + get("/")))
        .matches("(?s)HTTP/1.1 200 .*hello" + "HTTP/1.1 404 .*" + "HTTP/1.1 200 .*hello");
  }

  @Test
  void sendsPagesThatAreLargerThanTheBuffersOfASocket() throws IOException {
    assertThat(answer(get("/large"))).hasSizeGreaterThan(LARGE.length()).endsWith("xxx");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/nowhere",
        "/../../../../etc/passwd",
        "/%2e%2e/%2e%2e/etc/passwd",
        "//etc/passwd",
        "/index.html",
        "/metrics/../status.json",
        "/%",
        "/./",
      })
  void knowsItsPagesAndNothingElse(String path) throws IOException {
    assertThat(answer(get(path))).startsWith("HTTP/1.1 404 Not Found\r\n");
  }

  @Test
  void refusesToTakeAnything() throws IOException {
    String post = "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3000000\r\n\r\n";

    assertThat(answer(post + "x".repeat(100_000)))
        .startsWith("HTTP/1.1 405 Method Not Allowed\r\n")
        .contains("Allow: GET, HEAD\r\n", "Connection: close\r\n");
    stillServes();
  }

  @Test
  void refusesAHeadThatDoesNotEnd() throws IOException {
    String line = "X-Filler: " + "y".repeat(100) + "\r\n";

    assertThat(answer("GET / HTTP/1.1\r\nHost: a\r\n" + line.repeat(1000)))
        .startsWith("HTTP/1.1 431 ");
    assertThat(answer("GET /" + "a".repeat(20_000))).startsWith("HTTP/1.1 431 ");
    stillServes();
  }

  @Test
  void endsAConnectionThatSendsWithoutEnd() throws IOException {
    byte[] chunk = new byte[64 << 10];

    try (Socket socket = connect()) {
      assertThatThrownBy(
              () -> {
                for (int i = 0; i < 10_000; i++) {
                  socket.getOutputStream().write(chunk);
                }
              })
          .isInstanceOf(SocketException.class);
    }
    stillServes();
  }

  @Test
  void doesNotMindHowARequestIsCut() throws IOException {
    try (Socket socket = connect()) {
      socket.setTcpNoDelay(true);
      for (char c : get("/").toCharArray()) {
        send(socket, String.valueOf(c));
      }
      assertThat(rest(socket)).endsWith("\r\n\r\nhello");
    }
  }

  @Test
  void aClientThatIsGoneIsForgotten() throws IOException {
    for (int i = 0; i < 2 * HttpPort.MAX_CONNECTIONS; i++) {
      try (Socket socket = connect()) {
        socket.setSoLinger(true, 0); // a reset instead of an orderly end
        send(socket, i % 2 == 0 ? "GET / HT" : get("/large"));
      }
    }
    stillServes();
  }

  @Test
  void aFailureEndsThatConnectionOnly() throws IOException {
    assertThat(answer(get("/broken"))).isEmpty();
    stillServes();
  }

  @Test
  void halfRequestsKeepNobodyOut() throws IOException {
    List<Socket> idle = new ArrayList<>();
    try {
      for (int i = 0; i < 3 * HttpPort.MAX_CONNECTIONS; i++) {
        Socket socket = connect();
        idle.add(socket);
        send(socket, "GET / HTTP/1.1\r\nHo");
      }
      stillServes();
      // The one that has waited longest has given way.
      assertThat(hasEnded(idle.get(0))).isTrue();
    } finally {
      for (Socket socket : idle) {
        socket.close();
      }
    }
  }

  /** {@return true, once the other side has closed the connection, in order or not} */
  private static boolean hasEnded(Socket socket) throws IOException {
    try {
      return socket.getInputStream().read() < 0;
    } catch (SocketException e) {
      return true;
    }
  }

  @Test
  void halfARequestIsNotWaitedForWithoutEnd() throws IOException {
    port.close();
    port = open(TimeUnit.MILLISECONDS.toNanos(1));

    try (Socket half = connect();
        Socket silent = connect();
        Socket taker = connect()) {
      send(half, "GET / HTTP/1.1\r\nHost: loc");
      send(taker, get("/large")); // and takes nothing of it until the port has given up

      assertThat(hasEnded(half)).isTrue();
      assertThat(hasEnded(silent)).isTrue();
      assertThat(rest(taker).length()).isLessThan(LARGE.length());
    }
  }

  @Test
  void aPortThatIsTakenIsNamed() {
    assertThatThrownBy(() -> HttpPort.open("127.0.0.1", port.port(), HttpPortTest::page))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("cannot listen on 127.0.0.1:" + port.port())
        .hasMessageContaining("ember.metrics.port");
  }

  @Test
  void aHostThatIsNotThereIsNamed() {
    assertThatThrownBy(() -> HttpPort.open("nowhere.invalid", 1, HttpPortTest::page))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("nowhere.invalid");
  }

  @Test
  void itsEndClosesWhatIsOpen() throws IOException {
    try (Socket socket = connect()) {
      send(socket, "GET /");
      port.close();

      assertThat(hasEnded(socket)).isTrue();
      assertThatThrownBy(this::connect).isInstanceOf(UncheckedIOException.class);
    }
  }
}
