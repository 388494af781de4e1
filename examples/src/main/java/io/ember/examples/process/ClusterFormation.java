package io.ember.examples.process;

import io.ember.examples.cli.CommandException;
import io.ember.examples.cli.ExitCode;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.JedisClientConfig;
import redis.clients.jedis.Protocol;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisDataException;

/**
 * Makes nodes that listen one cluster, with the commands that redis-cli uses: slots first, then
 * every node meets the first one, then replicas are told whom they copy. A formation that was
 * interrupted has to begin anew in an empty directory. Owner thread: the caller.
 */
final class ClusterFormation {
  private static final String MAX_VOTERS = "ember.raft.max-voters";
  private static final int SLOT_COUNT = 16_384;
  private static final long LIMIT_NS = TimeUnit.SECONDS.toNanos(90);
  private static final long PAUSE_NS = TimeUnit.MILLISECONDS.toNanos(20);

  /** A change of the cluster is answered when it is agreed on. */
  private static final int CALL_LIMIT_MS = 30_000;

  private final LocalCluster.Launch launch;
  private final PrintStream out;
  private final JedisClientConfig client;
  private final int size;
  private final long deadlineNs = System.nanoTime() + LIMIT_NS;

  ClusterFormation(LocalCluster.Launch launch, PrintStream out) {
    this.launch = launch;
    this.out = out;
    DefaultJedisClientConfig.Builder builder =
        DefaultJedisClientConfig.builder()
            .autoNegotiateProtocol(false)
            .socketTimeoutMillis(CALL_LIMIT_MS);
    Optional.ofNullable(launch.settings().get("ember.client.password"))
        .ifPresent(builder::password);
    client = builder.build();
    size = launch.ports().size();
  }

  /**
   * @param before whether the nodes were a cluster before: then they find each other by themselves,
   *     and know of nothing until they have
   */
  void form(boolean before) throws InterruptedException {
    if (!before) {
      giveSlots();
      meet();
    }
    await("every node to know the others", () -> allNodes(this::knowsAll));
    assignReplicas();
    await("every slot to be served", () -> allNodes(this::servesAll));
    await("enough nodes to vote", () -> allNodes(this::hasVoters));
  }

  /** Before that a single node that dies takes the majority with it, and nothing is decided. */
  private boolean hasVoters(int node) {
    int most = Math.min(size, Integer.parseInt(launch.settings().getOrDefault(MAX_VOTERS, "5")));
    return number(info(node), "cluster_raft_voters") >= (most % 2 == 0 ? most - 1 : most);
  }

  private void giveSlots() {
    int primaries = launch.primaries();
    for (int i = 0; i < primaries; i++) {
      int first = SLOT_COUNT * i / primaries;
      int last = SLOT_COUNT * (i + 1) / primaries - 1;
      if (number(info(i), "cluster_slots_assigned") == 0) {
        call(i, "ADDSLOTSRANGE", Integer.toString(first), Integer.toString(last));
      }
    }
  }

  private void meet() throws InterruptedException {
    for (int i = 1; i < size; i++) {
      int node = i;
      if (knownNodes(node) == 1) {
        call(
            node,
            "MEET",
            "127.0.0.1",
            Integer.toString(launch.ports().get(0)),
            Integer.toString(busPort()));
      }
      await(
          "the node on port " + launch.ports().get(node) + " to join",
          () -> knownNodes(node) > node && knownNodes(0) > node);
      out.printf("joined     %d of %d nodes%n", i + 1, size);
    }
  }

  private int busPort() {
    return launch.ports().get(0) + FreePorts.BUS_OFFSET;
  }

  private void assignReplicas() throws InterruptedException {
    int primaries = launch.primaries();
    for (int i = primaries; i < size; i++) {
      int node = i;
      String primary = text(call((i - primaries) % primaries, "MYID"));
      await(
          "the node on port " + launch.ports().get(i) + " to become a replica",
          () -> isReplicaOf(node, primary));
    }
  }

  private boolean isReplicaOf(int node, String primary) {
    boolean done =
        text(call(node, "NODES"))
            .lines()
            .map(line -> Arrays.asList(line.split(" ", -1)))
            .anyMatch(line -> line.get(2).contains("myself") && line.get(3).equals(primary));
    if (!done) {
      call(node, "REPLICATE", primary);
    }
    return done;
  }

  private interface NodeCheck {
    boolean holds(int node);
  }

  private boolean allNodes(NodeCheck check) {
    for (int i = 0; i < size; i++) {
      if (!check.holds(i)) {
        return false;
      }
    }
    return true;
  }

  private boolean knowsAll(int node) {
    return knownNodes(node) == size;
  }

  private boolean servesAll(int node) {
    Map<String, String> info = info(node);
    return "ok".equals(info.get("cluster_state"))
        && number(info, "cluster_slots_ok") == SLOT_COUNT
        && serves(node);
  }

  /** Asks for a key of each primary: it has to be executed there, not only be assigned to it. */
  private boolean serves(int node) {
    if (node >= launch.primaries()) {
      return true;
    }
    return ReadyProbe.isServing(launch.ports().get(node));
  }

  private int knownNodes(int node) {
    return number(info(node), "cluster_known_nodes");
  }

  private static int number(Map<String, String> info, String name) {
    return Integer.parseInt(info.getOrDefault(name, "0"));
  }

  private Map<String, String> info(int node) {
    Map<String, String> values = new HashMap<>();
    for (String line : text(call(node, "INFO")).split("\r\n", -1)) {
      int colon = line.indexOf(':');
      if (colon > 0) {
        values.put(line.substring(0, colon), line.substring(colon + 1));
      }
    }
    return values;
  }

  private static String text(Object reply) {
    return reply instanceof byte[] bytes ? new String(bytes, Protocol.CHARSET) : reply.toString();
  }

  private Object call(int node, String subcommand, String... arguments) {
    int port = launch.ports().get(node);
    List<String> words = new ArrayList<>();
    words.add(subcommand);
    words.addAll(Arrays.asList(arguments));
    try (Jedis jedis = new Jedis("127.0.0.1", port, client)) {
      return jedis.sendCommand(Protocol.Command.CLUSTER, words.toArray(String[]::new));
    } catch (JedisDataException | JedisConnectionException e) {
      throw new CommandException(
          ExitCode.SOFTWARE,
          "the node on port "
              + port
              + ", CLUSTER "
              + String.join(" ", words)
              + ": "
              + e.getMessage(),
          e);
    }
  }

  private void await(String what, BooleanSupplier condition) throws InterruptedException {
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - deadlineNs > 0) {
        throw new CommandException(
            ExitCode.SOFTWARE, "waited " + LIMIT_NS / 1_000_000_000 + " s in vain for " + what);
      }
      LockSupport.parkNanos(PAUSE_NS);
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
    }
  }
}
