package io.ember.examples.migration;

import static org.assertj.core.api.Assertions.assertThat;

import io.ember.examples.process.FreePorts;
import io.ember.examples.process.LocalCluster;
import io.ember.examples.support.EmberNode;
import io.ember.examples.support.Eventually;
import io.ember.examples.support.RespClient;
import io.ember.examples.support.RespValue;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import redis.clients.jedis.util.JedisClusterCRC16;

/** A cluster of processes whose slots are moved. Owner thread: that of the test. */
final class MovingCluster implements AutoCloseable {
  private static final int SLOT_COUNT = 16_384;

  private final List<Integer> ports;
  private final LocalCluster cluster;
  private final NodeFigures figures;
  private final List<Process> administrators = new ArrayList<>();

  private MovingCluster(List<Integer> ports, LocalCluster cluster, NodeFigures figures) {
    this.ports = ports;
    this.cluster = cluster;
    this.figures = figures;
  }

  static MovingCluster start(Path dir, int primaries, int replicas) throws InterruptedException {
    PrintStream quiet =
        new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
    int nodes = primaries * (1 + replicas);
    List<Integer> free = Stream.generate(FreePorts::next).distinct().limit(2L * nodes).toList();
    List<Integer> ports = free.subList(0, nodes);
    List<Integer> metrics = free.subList(nodes, 2 * nodes);
    return new MovingCluster(
        ports,
        LocalCluster.start(
            new LocalCluster.Launch(dir, ports, primaries, Map.of(), metrics), quiet),
        new NodeFigures(metrics));
  }

  NodeFigures figures() {
    return figures;
  }

  List<Integer> ports() {
    return ports;
  }

  void kill(int node) throws InterruptedException {
    cluster.nodes().get(node).kill();
  }

  void restart(int node) throws InterruptedException {
    cluster.restart(node);
  }

  RespValue call(int node, String... words) throws IOException {
    try (RespClient client = RespClient.connect(ports.get(node))) {
      return client.call(words);
    }
  }

  String id(int node) throws IOException {
    return call(node, "CLUSTER", "MYID").text();
  }

  /** {@return hash tags, one for each of so many slots from the first on} */
  static List<String> tags(int first, int count) {
    String[] tags = new String[count];
    int found = 0;
    for (int i = 0; found < count; i++) {
      String tag = "t" + i;
      int at = JedisClusterCRC16.getSlot(tag) - first;
      if (at >= 0 && at < count && tags[at] == null) {
        tags[at] = tag;
        found++;
      }
    }
    return Arrays.asList(tags);
  }

  /** Begins to move {@code [first, first + count)}; any node may be asked. {@return its name} */
  String begin(int asked, int first, int count, String target) throws IOException {
    Set<String> before = names(asked);
    RespValue reply =
        call(
            asked,
            "CLUSTER",
            "MIGRATESLOTS",
            "SLOTSRANGE",
            String.valueOf(first),
            String.valueOf(first + count - 1),
            "NODE",
            target);
    assertThat(reply.text()).isEqualTo("OK");
    return begunSince(asked, before);
  }

  private Set<String> names(int node) throws IOException {
    return jobs(node).stream().map(Job::name).collect(Collectors.toSet());
  }

  private String begunSince(int asked, Set<String> before) throws IOException {
    return jobs(asked).stream()
        .map(Job::name)
        .filter(name -> !before.contains(name))
        .findFirst()
        .orElseThrow(() -> new IOException("nothing has begun"));
  }

  /**
   * Someone at a console who moves slots.
   *
   * @param name of what they have begun
   */
  record Administrator(Process process, String name) {
    void kill() throws InterruptedException {
      process.destroyForcibly().waitFor();
    }
  }

  /** Has a process of its own begin a move of {@code [first, first + count)}. */
  Administrator administrator(int asked, int first, int count, String target)
      throws IOException, InterruptedException {
    Set<String> before = names(asked);
    Process process =
        new ProcessBuilder(
                EmberNode.launcher().toString(),
                "admin",
                "--node",
                "127.0.0.1:" + ports.get(asked),
                "reshard",
                "--to",
                target,
                "--slots-list",
                first + "-" + (first + count - 1))
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    administrators.add(process);
    String name =
        Eventually.get("the move begins", () -> begunSince(asked, before), process::toString);
    return new Administrator(process, name);
  }

  /** Moves slots and waits until every node says that they have moved. */
  void move(int first, int count, int target) throws IOException, InterruptedException {
    String name = begin(target, first, count, id(target));
    for (int node = 0; node < ports.size(); node++) {
      Job job = awaitEnd(node, name);
      assertThat(job.state()).as("as node %d says, %s", node, job).isEqualTo("success");
      assertThat(job.moved()).isEqualTo(count);
    }
  }

  /** {@return the moves that a node knows, the oldest first} */
  List<Job> jobs(int node) throws IOException {
    return call(node, "CLUSTER", "GETSLOTMIGRATIONS").children().stream().map(Job::of).toList();
  }

  /**
   * {@return a move that the node knows}
   *
   * @throws IOException if it has not heard of it: it was started again and reads its log
   */
  Job job(int node, String name) throws IOException {
    return jobs(node).stream()
        .filter(job -> job.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new IOException("node " + node + " knows no move " + name));
  }

  Job awaitEnd(int node, String name) throws InterruptedException {
    return Eventually.get(
        "the move ends",
        () -> {
          Job job = job(node, name);
          if (!job.hasEnded()) {
            throw new IOException(job.toString());
          }
          return job;
        },
        () -> "as node " + node + " says");
  }

  /** {@return the port of each slot's owner as a node says, 0 where there is none} */
  int[] owners(int node) throws IOException {
    int[] owners = new int[SLOT_COUNT];
    for (String line : call(node, "CLUSTER", "NODES").text().split("\n", -1)) {
      String[] fields = line.trim().split(" ", -1);
      for (int i = 8; i < fields.length; i++) {
        if (!fields[i].startsWith("[")) {
          String[] range = fields[i].split("-", -1);
          int port =
              Integer.parseInt(
                  fields[1].substring(fields[1].indexOf(':') + 1, fields[1].indexOf('@')));
          for (int slot = Integer.parseInt(range[0]);
              slot <= Integer.parseInt(range[range.length - 1]);
              slot++) {
            assertThat(owners[slot]).as("owner of slot %d as node %d says", slot, node).isZero();
            owners[slot] = port;
          }
        }
      }
    }
    return owners;
  }

  /** Every node says of every slot that it has the same one owner. */
  int[] awaitOneOwner() throws InterruptedException {
    int[][] agreed = new int[1][];
    Eventually.holds(
        "every node knows the same owners",
        () -> {
          agreed[0] = owners(0);
          for (int node = 1; node < ports.size(); node++) {
            if (!Arrays.equals(agreed[0], owners(node))) {
              return false;
            }
          }
          return IntStream.of(agreed[0]).noneMatch(port -> port == 0);
        });
    return agreed[0];
  }

  /**
   * Looks for all keys of all primaries.
   *
   * @return on which port each is; none is on two, none where its slot is not
   */
  Map<String, Integer> census() throws IOException, InterruptedException {
    int[] owners = awaitOneOwner();
    Map<String, Integer> found = new HashMap<>();
    List<String> wrong = new ArrayList<>();
    for (int port : IntStream.of(owners).distinct().toArray()) {
      try (RespClient client = RespClient.connect(port)) {
        for (RespValue each : client.call("KEYS", "*").children()) {
          Integer other = found.put(each.text(), port);
          int owner = owners[JedisClusterCRC16.getSlot(each.text())];
          if (other != null || owner != port) {
            wrong.add(each.text() + " on " + port + ", owner " + owner + ", also on " + other);
          }
        }
        wrong.addAll(countSlots(client, port, owners, found));
      }
    }
    assertThat(wrong).as("keys doubled or orphaned").isEmpty();
    return found;
  }

  private static List<String> countSlots(
      RespClient client, int port, int[] owners, Map<String, Integer> found) throws IOException {
    int[] expected = new int[SLOT_COUNT];
    found.forEach((key, at) -> expected[JedisClusterCRC16.getSlot(key)] += at.equals(port) ? 1 : 0);
    List<String> wrong = new ArrayList<>();
    for (int slot = 0; slot < SLOT_COUNT; slot++) {
      client.send(List.of(bytes("CLUSTER"), bytes("COUNTKEYSINSLOT"), bytes(String.valueOf(slot))));
    }
    client.flush();
    for (int slot = 0; slot < SLOT_COUNT; slot++) {
      long count = client.read().number();
      if (count != expected[slot] || (count != 0 && owners[slot] != port)) {
        wrong.add("slot " + slot + " on " + port + ": " + count + " keys, not " + expected[slot]);
      }
    }
    return wrong;
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  @Override
  public void close() {
    administrators.forEach(Process::destroyForcibly);
    cluster.close();
  }
}
