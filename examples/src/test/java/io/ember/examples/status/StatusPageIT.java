package io.ember.examples.status;

import static org.assertj.core.api.Assertions.assertThat;

import io.ember.examples.cli.ExitCode;
import io.ember.examples.process.ClusterClients;
import io.ember.examples.process.FreePorts;
import io.ember.examples.process.LocalCluster;
import io.ember.examples.process.NodeProcess;
import io.ember.examples.support.Chromium;
import io.ember.examples.support.EmberNode;
import io.ember.examples.support.Eventually;
import io.ember.examples.support.HttpPage;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.RedisClusterClient;

/** A cluster of three primaries with a replica each, and a browser that looks at it. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class StatusPageIT {
  private static final int NODES = 6;
  private static final int KEYS = 600;
  private static final int PAGE_MS = 8_000;
  private static final Path PICTURES = EmberNode.projectDir().resolve("examples/target");
  private static final PrintStream QUIET = new PrintStream(OutputStream.nullOutputStream());

  /** Patient, so that a busy machine neither drops a replica nor replaces a primary. */
  private static final Map<String, String> SETTINGS =
      Map.of(
          "ember.lanes", "1",
          "ember.replication.lease-ms", "5000",
          "ember.replication.grace-ms", "6000",
          "ember.replication.max-lag-ms", "20000");

  /** The first three colours of owners, as the page names them. */
  private static final List<Integer> OWNERS = List.of(0x4f8ef7, 0xf0a03c, 0x2fb389);

  @TempDir static Path dir;
  private static List<Integer> ports;
  private static List<Integer> pages;
  private static LocalCluster cluster;

  @BeforeAll
  static void start() throws InterruptedException {
    List<Integer> free = Stream.generate(FreePorts::next).distinct().limit(2 * NODES).toList();
    ports = free.subList(0, NODES);
    pages = free.subList(NODES, 2 * NODES);
    cluster = LocalCluster.start(new LocalCluster.Launch(dir, ports, 3, SETTINGS, pages), QUIET);
    try (RedisClusterClient client =
        ClusterClients.connect(ports, 10_000, 5, Duration.ofSeconds(30))) {
      for (int i = 0; i < KEYS; i++) {
        client.set("key:" + i, "value");
      }
    }
  }

  @AfterAll
  static void stop() {
    if (cluster != null) {
      cluster.close();
    }
  }

  private static String url(int node) {
    return "http://127.0.0.1:" + pages.get(node) + "/";
  }

  /**
   * {@return the page of a node as soon as it shows these: a busy node may seem dead for a while}
   */
  private static String look(int node, String... shown) throws InterruptedException {
    return Eventually.get(
        "the page shows " + List.of(shown),
        () -> {
          String document = document(node);
          if (!Stream.of(shown).allMatch(document::contains)) {
            throw new IOException("it shows " + document);
          }
          return document;
        },
        () -> "");
  }

  private static String document(int node) throws IOException {
    try {
      return Chromium.document(dir, url(node), PAGE_MS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }

  private static int count(String text, String pattern) {
    return (int) Pattern.compile(pattern).matcher(text).results().count();
  }

  private static double metric(int node, String name) throws IOException {
    Matcher line =
        Pattern.compile("(?m)^" + Pattern.quote(name) + " (\\S+)$")
            .matcher(HttpPage.get(url(node) + "metrics"));
    assertThat(line.find()).as(name).isTrue();
    return Double.parseDouble(line.group(1));
  }

  @Test
  @Order(1)
  void eachNodeTellsTheFiguresOfAll() throws IOException, InterruptedException {
    for (int node = 0; node < NODES; node++) {
      int asked = node;
      Eventually.holds(
          "node " + node + " knows the figures of all",
          () -> count(HttpPage.get(url(asked) + "status.json"), "\"figures\":\\{") == NODES);
    }
    String status = HttpPage.get(url(0) + "status.json");
    assertThat(count(status, "\"role\":\"primary\"")).isEqualTo(3);
    assertThat(count(status, "\"inSync\":true")).isEqualTo(NODES);
    assertThat(count(status, "\"progress\":\"counted\"")).isEqualTo(3);
  }

  @Test
  @Order(1)
  void metricsCountTheKeysOnPrimaryAndReplica() throws IOException, InterruptedException {
    Eventually.holds(
        "all keys are counted twice",
        () -> {
          double keys = 0;
          for (int node = 0; node < NODES; node++) {
            keys += metric(node, "ember_keys");
          }
          return keys == 2 * KEYS;
        });
    assertThat(metric(0, "ember_slots_owned")).isEqualTo(5461);
    assertThat(metric(0, "ember_gossip_members{state=\"alive\"}")).isEqualTo(NODES);
    assertThat(metric(3, "ember_serving")).isZero();
    assertThat(metric(3, "ember_replication_position")).isPositive();
  }

  @Test
  @Order(2)
  void aBrowserShowsEveryNodeAndTheOwnersOfAllSlots() throws IOException, InterruptedException {
    Chromium.assumeInstalled();

    String document = look(0, "all slots served", ">live<");

    assertThat(document).doesNotContain("no answer");
    for (int port : ports) {
      assertThat(document).contains("127.0.0.1:" + port);
    }
    assertThat(count(document, ">in sync<")).isEqualTo(3);
    assertThat(count(document, ">serves<")).isEqualTo(3);
    assertThat(document)
        .containsPattern("aria-label=\"Map of the 16384 slots: 127.0.0.1:\\d+ owns 546[12], ")
        .contains("No slots are moving.");
    Matcher polls = Pattern.compile("data-polls=\"(\\d+)\"").matcher(document);
    assertThat(polls.find()).isTrue();
    assertThat(Integer.parseInt(polls.group(1))).isGreaterThan(2);
  }

  @Test
  @Order(2)
  void aBrowserDrawsTheSlotMapInLightAndDark() throws IOException, InterruptedException {
    Chromium.assumeInstalled();

    for (boolean isDark : new boolean[] {false, true}) {
      Path file = PICTURES.resolve("status-page-" + (isDark ? "dark" : "light") + ".png");
      Files.deleteIfExists(file);
      Chromium.draw(dir, url(0), PAGE_MS, file, "1280,1250", isDark);
      BufferedImage picture = ImageIO.read(file.toFile());

      assertThat(picture.getRGB(2, picture.getHeight() - 2) & 0xffffff)
          .isEqualTo(isDark ? 0x121110 : 0xf5f3ef);
      for (int colour : OWNERS) {
        // A slot is at least 3 by 3 pixels.
        assertThat(pixels(picture, colour)).isGreaterThan(9 * 5_400);
      }
    }
  }

  private static long pixels(BufferedImage picture, int colour) {
    int[] all =
        picture.getRGB(0, 0, picture.getWidth(), picture.getHeight(), null, 0, picture.getWidth());
    return IntStream.of(all).filter(pixel -> (pixel & 0xffffff) == colour).count();
  }

  @Test
  @Order(3)
  void aBrowserShowsAFailedNodeAndTheFailover() throws IOException, InterruptedException {
    cluster.nodes().get(1).kill();
    Eventually.holds(
        "the node counts as failed",
        () -> HttpPage.get(url(0) + "status.json").contains("\"health\":\"failed\""));
    Eventually.holds("its replica took over", () -> metric(0, "ember_failovers_total") == 1);
    Eventually.holds(
        "its slots are served", () -> metric(0, "ember_cluster_slots{state=\"ok\"}") == 16_384);
    Chromium.assumeInstalled();

    String document = look(0, "1 node failed", ">failed<", "failover seen", "Last heard ");

    assertThat(document).containsPattern("127.0.0.1:" + ports.get(4) + " owns 546[12]");
  }

  @Test
  @Order(4)
  void theLauncherGivesItsNodesTheirPages() throws IOException, InterruptedException {
    int port = FreePorts.next();
    int page = FreePorts.next();
    Path log = dir.resolve("launcher.log");
    List<String> command =
        List.of(
            EmberNode.launcher().toString(),
            "cluster",
            "--nodes",
            "1",
            "--port",
            Integer.toString(port),
            "--metrics-port",
            Integer.toString(page),
            "--dir",
            dir.resolve("launched").toString());
    try (NodeProcess launcher = NodeProcess.start(command, EmberNode.environment(), port, log)) {
      launcher.awaitReady();
      Eventually.holds("it says ready", () -> Files.readString(log).contains("ready " + port));

      assertThat(Files.readString(log)).contains("http://127.0.0.1:" + page + "/\n");
      assertThat(HttpPage.get("http://127.0.0.1:" + page + "/")).startsWith("<!DOCTYPE html>");
    }
  }

  @Test
  @Order(4)
  void aPortThatIsTakenStopsANodeWithTheExitCodeOfConfiguration() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String number = Integer.toString(taken.getLocalPort());
      try (NodeProcess node = EmberNode.launch(dir, Map.of("ember.metrics.port", number))) {
        assertThat(node.onExit().join()).isEqualTo(ExitCode.CONFIG);
        assertThat(node.lastLine())
            .contains("cannot listen on 127.0.0.1:" + number, "ember.metrics.port");
      }
    }
  }
}
