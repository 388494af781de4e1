package io.ember.examples.demo;

import io.ember.examples.cli.CommandException;
import io.ember.examples.cli.ExitCode;
import io.ember.examples.process.LocalCluster;
import io.ember.examples.process.NodeProcess;
import java.io.PrintStream;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.util.JedisClusterCRC16;

/** Kills a primary and waits until one of its replicas acknowledges writes. */
final class KillPhase {
  /** The primary that is killed: one that slots moved to, if they did. */
  static final int VICTIM = 1;

  private static final long PAUSE_NS = TimeUnit.MILLISECONDS.toNanos(2);
  private static final long LIMIT_NS = TimeUnit.SECONDS.toNanos(60);

  private final LocalCluster cluster;
  private final int victimIndex;

  /**
   * What came of it.
   *
   * @param port of the node that was killed
   * @param heirPort of the node that took over
   * @param durationNs from the kill to the first write that the heir acknowledged
   */
  record Result(int port, int heirPort, int slots, long durationNs, Outage outage) {}

  KillPhase(LocalCluster cluster, int primaryCount) {
    this.cluster = cluster;
    victimIndex = Math.min(VICTIM, primaryCount - 1);
  }

  /** {@return the index of the node that is killed} */
  int victimIndex() {
    return victimIndex;
  }

  Result run(MixedLoad load, PrintStream out) throws InterruptedException {
    NodeProcess victim = cluster.nodes().get(victimIndex);
    Picture picture = Picture.of(victim.port());
    Picture.Member member = picture.at(victim.port());
    List<Integer> replicas = picture.replicasOf(member);
    await(
        "a replica of the node on port " + victim.port() + " to be in sync",
        () -> hasReplicaInSync(victim.port()));
    String probe = probeOn(member);
    Outage outage = new Outage(member.slots(), System.nanoTime());
    load.expect(outage);
    long killedNs = System.nanoTime();
    victim.kill();
    outage.gone(System.nanoTime());
    out.printf("%-10s the primary on port %d, with SIGKILL%n", "killed", victim.port());
    int[] heir = {0};
    await("a replica to take over", () -> (heir[0] = findHeir(replicas, probe)) != 0);
    long durationNs = System.nanoTime() - killedNs;
    NodeCalls.on(heir[0], jedis -> jedis.del(probe));
    return new Result(victim.port(), heir[0], member.slots().cardinality(), durationNs, outage);
  }

  private static boolean hasReplicaInSync(int port) {
    return NodeCalls.on(port, jedis -> jedis.info("replication")).contains("state=online");
  }

  private static String probeOn(Picture.Member member) {
    for (int i = 0; ; i++) {
      String key = "probe:" + i;
      if (member.slots().get(JedisClusterCRC16.getSlot(key))) {
        return key;
      }
    }
  }

  /** {@return the port of the replica that executed a write, 0 if none does} */
  private static int findHeir(List<Integer> replicas, String probe) {
    for (int port : replicas) {
      if (NodeCalls.on(port, jedis -> isExecuted(jedis, probe))) {
        return port;
      }
    }
    return 0;
  }

  private static boolean isExecuted(Jedis jedis, String probe) {
    try {
      return jedis.set(probe, "1").equals("OK");
    } catch (JedisDataException e) {
      // A redirection or CLUSTERDOWN: it does not serve the slot, or not yet.
      return false;
    }
  }

  private static void await(String what, BooleanSupplier condition) throws InterruptedException {
    long deadlineNs = System.nanoTime() + LIMIT_NS;
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - deadlineNs > 0) {
        throw new CommandException(
            ExitCode.FAILED,
            "waited " + TimeUnit.NANOSECONDS.toSeconds(LIMIT_NS) + " s in vain for " + what);
      }
      LockSupport.parkNanos(PAUSE_NS);
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
    }
  }
}
