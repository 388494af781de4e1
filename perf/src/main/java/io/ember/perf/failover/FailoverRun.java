package io.ember.perf.failover;

import io.ember.perf.server.RespProbe;
import io.ember.perf.shards.Shards;
import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Rounds of one fault on one cluster under load, and the audit at its end. */
final class FailoverRun {
  private static final long PAUSE_NS = TimeUnit.SECONDS.toNanos(12);

  /** Without service for so long, killed nodes are started again: the rest is as bad. */
  private static final long LIMIT_NS = TimeUnit.SECONDS.toNanos(30);

  private static final long STALL_NS = TimeUnit.MILLISECONDS.toNanos(300);
  private static final int WRITES_BETWEEN = 200;

  /**
   * What came out.
   *
   * @param system which cluster
   * @param fault what happened
   * @param withoutServiceMs for each victim, how long nothing of its slots was acknowledged; 30 000
   *     or more if that had no end before it was started again
   * @param othersMs the longest such time of slots of primaries that nothing happened to
   * @param stale answers of a woken primary that were not the last value
   * @param dropped replicas that stood still for 300 ms and were members no more
   * @param rate writes a second that were acknowledged
   * @param audit what was lost
   */
  record Result(
      String system,
      Fault fault,
      List<Long> withoutServiceMs,
      long othersMs,
      int stale,
      int dropped,
      long rate,
      AuditedLoad.Audit audit) {
    long medianMs() {
      List<Long> sorted = new ArrayList<>(withoutServiceMs);
      Collections.sort(sorted);
      return sorted.get(sorted.size() / 2);
    }

    long longestMs() {
      return Collections.max(withoutServiceMs);
    }
  }

  private final Shards shards;
  private final Fault fault;
  private final PrintStream out;
  private final List<String> tags;
  private final AuditedLoad load;
  private final List<ServiceProbe> probes;
  private final List<Long> withoutServiceMs = new ArrayList<>();
  private long othersMs;
  private int stale;
  private int dropped;

  private FailoverRun(Shards shards, Fault fault, int writers, int rate, PrintStream out)
      throws IOException {
    this.shards = shards;
    this.fault = fault;
    this.out = out;
    shards.awaitWhole();
    tags = shards.tags();
    load = new AuditedLoad(shards.ports(), tags, writers, rate);
    probes = tags.stream().map(tag -> new ServiceProbe(shards.ports(), tag)).toList();
  }

  static Result run(Shards shards, Fault fault, int rounds, int writers, int rate, PrintStream out)
      throws IOException, InterruptedException {
    FailoverRun run = new FailoverRun(shards, fault, writers, rate, out);
    try (AuditedLoad load = run.load) {
      long beginNs = System.nanoTime();
      for (int round = 0; round < rounds; round++) {
        run.round(round);
      }
      long seconds = Math.max(1, TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - beginNs));
      long perSecond = load.acknowledged() / seconds;
      shards.awaitWhole();
      return new Result(
          shards.name(),
          fault,
          run.withoutServiceMs,
          run.othersMs,
          run.stale,
          run.dropped,
          perSecond,
          load.audit());
    } finally {
      run.probes.forEach(ServiceProbe::close);
    }
  }

  private void round(int round) throws IOException, InterruptedException {
    shards.awaitWhole();
    awaitMoreWrites();
    List<Integer> hit = new ArrayList<>();
    List<Integer> victims = new ArrayList<>();
    for (int i = 0; i < Math.min(fault.victims(), tags.size()); i++) {
      int shard = (round + i) % tags.size();
      hit.add(shard);
      victims.add(shards.awaitOwner(Shards.slotOf(tags.get(shard))));
    }
    probes.forEach(ServiceProbe::forgetGaps);
    long atNs = System.nanoTime();
    meet(victims, hit, atNs);
    for (int shard = 0; shard < tags.size(); shard++) {
      if (hit.contains(shard)) {
        withoutServiceMs.add(probes.get(shard).longestMs());
      } else {
        othersMs = Math.max(othersMs, probes.get(shard).longestMs());
      }
    }
    out.printf(
        "%s, %s, round %d: without service for %d ms%n",
        shards.name(), fault.word(), round + 1, probes.get(hit.get(0)).longestMs());
    if (fault.kills()) {
      for (int victim : victims) {
        shards.restart(victim);
      }
    }
  }

  private void meet(List<Integer> victims, List<Integer> hit, long atNs)
      throws IOException, InterruptedException {
    int victim = victims.get(0);
    switch (fault) {
      case PAUSE -> pause(victim, tags.get(hit.get(0)), hit, atNs);
      case PLANNED -> handOver(victim, Shards.slotOf(tags.get(hit.get(0))));
      case RESTART -> {
        shards.kill(victim);
        shards.restart(victim);
        awaitService(hit, atNs);
      }
      case STALL -> {
        stall(victim);
        shards.kill(victim);
        awaitService(hit, atNs);
      }
      case KILL, TWO -> {
        for (int each : victims) {
          shards.kill(each);
        }
        awaitService(hit, atNs);
      }
    }
  }

  private void handOver(int victim, int slot) throws IOException {
    int heir = shards.replicaOf(victim);
    try (RespProbe probe = new RespProbe(Shards.HOST, shards.ports().get(heir))) {
      probe.callOrFail("CLUSTER", "FAILOVER");
    }
    Shards.await("the replica to take over", () -> shards.owner(slot) == heir);
    awaitMoreWrites();
  }

  /** A replica that is gone for less than a lease lasts stays what it is. */
  private void stall(int primary) throws IOException, InterruptedException {
    int replica = shards.replicaOf(primary);
    shards.signal("STOP", replica);
    LockSupport.parkNanos(STALL_NS);
    shards.signal("CONT", replica);
    if (!shards.hasReplicas(primary)) {
      dropped++;
    }
  }

  /** The primary sleeps for long, and is asked as soon as it wakes. */
  private void pause(int victim, String tag, List<Integer> hit, long atNs)
      throws IOException, InterruptedException {
    String key = "{" + tag + "}probe";
    try (RespProbe sleeper = new RespProbe(Shards.HOST, shards.ports().get(victim))) {
      sleeper.callOrFail("SET", key, "old");
      shards.signal("STOP", victim);
      try {
        awaitService(hit, atNs);
        int heir = shards.awaitOwner(Shards.slotOf(tag));
        try (RespProbe probe = new RespProbe(Shards.HOST, shards.ports().get(heir))) {
          probe.callOrFail("SET", key, "new");
        }
        while (System.nanoTime() - atNs < PAUSE_NS) {
          LockSupport.parkNanos(PAUSE_NS - (System.nanoTime() - atNs));
        }
      } finally {
        shards.signal("CONT", victim);
      }
      stale += isStale(sleeper, key) ? 1 : 0;
    }
  }

  private static boolean isStale(RespProbe sleeper, String key) {
    try {
      return sleeper.call("GET", key).equals("old");
    } catch (IOException e) {
      return false; // the connection was closed: it says nothing
    }
  }

  private void awaitService(List<Integer> hit, long atNs) throws IOException {
    // One write that was on its way may still be acknowledged: service is what comes later.
    long laterNs = atNs + TimeUnit.MILLISECONDS.toNanos(300);
    boolean comes =
        Shards.isTrueWithin(
            LIMIT_NS,
            () -> hit.stream().allMatch(shard -> probes.get(shard).lastNs() - laterNs > 0));
    if (comes && fault != Fault.PAUSE) {
      awaitMoreWrites();
    }
  }

  private void awaitMoreWrites() throws IOException {
    int wanted = load.acknowledged() + WRITES_BETWEEN;
    Shards.await("writes to go on", () -> load.acknowledged() >= wanted);
  }
}
