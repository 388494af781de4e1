package io.ember.perf.failover;

import io.ember.perf.server.RespProbe;
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
  private static final int WRITES_BETWEEN = 200;

  /**
   * What came out.
   *
   * @param system which cluster
   * @param fault what happened
   * @param withoutServiceMs for each victim, how long nothing of its slots was acknowledged
   * @param othersMs the longest such time of slots of primaries that nothing happened to
   * @param stale answers of a woken primary that were not the last value
   * @param audit what was lost
   */
  record Result(
      String system,
      Fault fault,
      List<Long> withoutServiceMs,
      long othersMs,
      int stale,
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
  private final List<Long> withoutServiceMs = new ArrayList<>();
  private long othersMs;
  private int stale;

  private FailoverRun(Shards shards, Fault fault, int writers, int rate, PrintStream out)
      throws IOException {
    this.shards = shards;
    this.fault = fault;
    this.out = out;
    shards.awaitWhole();
    tags = shards.tags();
    load = new AuditedLoad(shards.ports(), tags, writers, rate);
  }

  static Result run(Shards shards, Fault fault, int rounds, int writers, int rate, PrintStream out)
      throws IOException, InterruptedException {
    FailoverRun run = new FailoverRun(shards, fault, writers, rate, out);
    try (AuditedLoad load = run.load) {
      for (int round = 0; round < rounds; round++) {
        run.round(round);
      }
      shards.awaitWhole();
      return new Result(
          shards.name(), fault, run.withoutServiceMs, run.othersMs, run.stale, load.audit());
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
      victims.add(shards.owner(Shards.slotOf(tags.get(shard))));
    }
    load.forgetGaps();
    long atNs = System.nanoTime();
    if (fault == Fault.PAUSE) {
      pause(victims.get(0), tags.get(hit.get(0)), hit, atNs);
    } else {
      for (int victim : victims) {
        shards.kill(victim);
      }
      awaitService(hit, atNs);
    }
    for (int shard = 0; shard < tags.size(); shard++) {
      if (hit.contains(shard)) {
        withoutServiceMs.add(load.longestMs(shard));
      } else {
        othersMs = Math.max(othersMs, load.longestMs(shard));
      }
    }
    out.printf(
        "%s, %s, round %d: without service for %d ms%n",
        shards.name(), fault.word(), round + 1, load.longestMs(hit.get(0)));
    if (fault != Fault.PAUSE) {
      for (int victim : victims) {
        shards.restart(victim);
      }
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
        int heir = shards.owner(Shards.slotOf(tag));
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
    Shards.await(
        "another primary to serve",
        () -> hit.stream().allMatch(shard -> load.lastNs(shard) - laterNs > 0));
    awaitMoreWrites();
  }

  private void awaitMoreWrites() throws IOException {
    int wanted = load.acknowledged() + WRITES_BETWEEN;
    Shards.await("writes to go on", () -> load.acknowledged() >= wanted);
  }
}
