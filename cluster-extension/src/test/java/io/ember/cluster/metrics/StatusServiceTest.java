package io.ember.cluster.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ember.cluster.Eventually;
import io.ember.cluster.LocalNode;
import io.ember.cluster.server.RespClient;
import io.ember.engine.ConfigException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The pages of a whole node. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class StatusServiceTest {
  private static final Path DOCS = Path.of("../docs/metrics.md");
  private static final Pattern SAMPLE =
      Pattern.compile(
          "(ember_[a-z0-9_]+)(?:\\{[a-z]+=\"[^\"\\\\]*\"(?:,[a-z]+=\"[^\"\\\\]*\")*})? (\\S+)");
  private static final HttpClient CLIENT = HttpClient.newHttpClient();

  private int port;
  private LocalNode node;

  private static int freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @BeforeAll
  void start() {
    port = freePort();
    node = new LocalNode("ember.metrics.port", Integer.toString(port));
  }

  @AfterAll
  void stop() {
    node.close();
  }

  private HttpResponse<String> get(String path) {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).build();
    try {
      return CLIENT.send(request, HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private double metric(String nameAndLabels) {
    return get("/metrics")
        .body()
        .lines()
        .filter(line -> line.startsWith(nameAndLabels + " "))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no " + nameAndLabels));
  }

  @Test
  void eachLineOfTheMetricsIsInTheFormatOfPrometheus() {
    HttpResponse<String> answer = get("/metrics");

    assertThat(answer.headers().firstValue("Content-Type"))
        .hasValue("text/plain; version=0.0.4; charset=utf-8");
    assertThat(answer.body()).endsWith("\n");
    Set<String> seen = new HashSet<>();
    String family = "";
    String type = "";
    for (String line : answer.body().lines().toList()) {
      if (line.startsWith("# HELP ")) {
        family = line.split(" ")[2];
        assertThat(seen.add(family)).as(family).isTrue();
        assertThat(line).as("help ends like a sentence").endsWith(".");
      } else if (line.startsWith("# TYPE ")) {
        assertThat(line.split(" ")[2]).isEqualTo(family);
        type = line.split(" ")[3];
        assertThat(type).isIn("counter", "gauge", "histogram");
        assertThat(family.endsWith("_total")).as(family).isEqualTo(type.equals("counter"));
      } else {
        Matcher sample = SAMPLE.matcher(line);
        assertThat(sample.matches()).as(line).isTrue();
        String suffix = type.equals("histogram") ? "(_bucket|_sum|_count)" : "";
        assertThat(sample.group(1)).matches(family + suffix);
        assertThat(sample.group(2)).matches("\\+Inf|-?[0-9.]+(E-?[0-9]+)?");
      }
    }
    assertThat(seen).hasSizeGreaterThan(50);
  }

  @Test
  void theDocumentationListsEveryMetric() throws IOException {
    Set<String> documented = new LinkedHashSet<>();
    Matcher names = Pattern.compile("`(ember_[a-z0-9_]+)`").matcher(Files.readString(DOCS));
    while (names.find()) {
      documented.add(names.group(1));
    }
    List<String> served =
        get("/metrics")
            .body()
            .lines()
            .filter(line -> line.startsWith("# TYPE "))
            .map(line -> line.split(" ")[2])
            // One line of the documentation stands for all that the bus counts.
            .filter(name -> !name.matches("ember_bus_.*_total") || name.contains("refused"))
            .toList();

    assertThat(documented).containsExactlyInAnyOrderElementsOf(served);
  }

  @Test
  void countsWhatTheNodeDoes() {
    double calls = metric("ember_commands_total");
    double measured = metric("ember_command_duration_seconds_count");
    try (RespClient client = node.connect()) {
      for (int i = 0; i < 50; i++) {
        client.call("SET", "counted" + i, "v");
        client.call("GET", "counted" + i);
        client.call("GET", "missing" + i);
      }
      assertThat(metric("ember_connected_clients")).isGreaterThanOrEqualTo(1);
    }

    assertThat(metric("ember_commands_total")).isGreaterThanOrEqualTo(calls + 150);
    // One at a time, so each of them was measured.
    assertThat(metric("ember_command_duration_seconds_count"))
        .isGreaterThanOrEqualTo(measured + 150);
    assertThat(metric("ember_command_duration_seconds_sum")).isPositive();
    assertThat(metric("ember_keys")).isGreaterThanOrEqualTo(50);
    assertThat(metric("ember_memory_used_bytes")).isPositive();
    assertThat(
            metric("ember_lane_busy_seconds_total{lane=\"0\"}")
                + metric("ember_lane_busy_seconds_total{lane=\"1\"}"))
        .isPositive();
    // Lanes tell these with their housekeeping.
    Eventually.is(() -> metric("ember_keyspace_hits_total") >= 50, true);
    Eventually.is(() -> metric("ember_keyspace_misses_total") >= 50, true);
  }

  @Test
  void aNodeThatIsAloneServesAllSlotsAndLeads() {
    assertThat(metric("ember_slots_owned")).isEqualTo(16_384);
    assertThat(metric("ember_cluster_ok")).isEqualTo(1);
    Eventually.is(() -> metric("ember_raft_role{role=\"leader\"}"), 1.0);
    Eventually.is(() -> metric("ember_serving"), 1.0);
    assertThat(get("/metrics").body()).contains("ember_lease_remaining_seconds +Inf\n");
  }

  @Test
  void thePageIsAllowedItsOwnScriptAndNothingElse() {
    HttpResponse<String> answer = get("/");

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).startsWith("<!DOCTYPE html>");
    assertThat(answer.body()).doesNotContainPattern("(src|href)=\"(https?:)?//");
    assertThat(answer.headers().firstValue("Content-Security-Policy").orElseThrow())
        .contains("default-src 'none'", "connect-src 'self'", "script-src 'sha256-")
        .doesNotContain("unsafe");
  }

  @Test
  void tellsTheStatusAsJson() {
    HttpResponse<String> answer = get("/status.json");

    assertThat(answer.headers().firstValue("Content-Type"))
        .hasValue("application/json; charset=utf-8");
    assertThat(answer.body())
        .startsWith("{\"nowMs\":")
        .contains("\"slots\":\"0-16383\",\"slotCount\":16384", "\"role\":\"primary\"")
        .endsWith("]}");
  }

  @Test
  void aStrangersNameForLoopbackIsRefused() throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket
          .getOutputStream()
          .write(
              "GET /status.json HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n"
                  .getBytes(StandardCharsets.US_ASCII));
      assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII))
          .startsWith("HTTP/1.1 421 ")
          .doesNotContain("slots");
    }
  }

  @Test
  void aSingleEngineHasAPageToo() {
    int own = freePort();
    try (LocalNode engine =
        new LocalNode(
            "ember.cluster.enabled", "false", "ember.metrics.port", Integer.toString(own))) {
      int before = port;
      port = own;
      try {
        assertThat(get("/status.json").body()).contains("\"enabled\":false");
        assertThat(get("/metrics").body()).contains("ember_keys 0\n").doesNotContain("ember_raft");
        assertThat(engine.port()).isPositive();
      } finally {
        port = before;
      }
    }
  }

  @Test
  void aPortThatIsTakenStopsTheStart() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String number = Integer.toString(taken.getLocalPort());

      assertThatThrownBy(() -> new LocalNode("ember.metrics.port", number))
          .isInstanceOf(ConfigException.class)
          .hasMessageContaining("cannot listen on 127.0.0.1:" + number)
          .hasMessageContaining("ember.metrics.port");
    }
  }

  @Test
  void thePortIsFreeAgainBehindTheNode() throws IOException {
    int own = freePort();
    new LocalNode("ember.metrics.port", Integer.toString(own)).close();

    try (ServerSocket again = new ServerSocket(own, 1, InetAddress.getLoopbackAddress())) {
      assertThat(again.getLocalPort()).isEqualTo(own);
    }
  }
}
