package io.ember.perf.compare;

import io.ember.perf.compare.Measurements.MemoryPoint;
import io.ember.perf.load.LoadGenerator;
import io.ember.perf.load.Workload;
import io.ember.perf.load.Workload.Idle;
import io.ember.perf.server.ProcessStats;
import io.ember.perf.server.Target;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Resident memory of a fresh process, empty and with keys of 16 bytes and values of 64: each key is
 * written once.
 */
final class MemoryPhase {
  private static final String PART = "memory";

  /** Memory has settled when it moved by less than this part within a quarter of the time. */
  private static final double QUIET = 0.002;

  private static final int POLLS = 40;

  private final CompareConfig config;
  private final Servers servers;
  private final Measurements measurements;
  private final Journal journal;

  MemoryPhase(CompareConfig config, Servers servers, Measurements measurements, Journal journal) {
    this.config = config;
    this.servers = servers;
    this.measurements = measurements;
    this.journal = journal;
  }

  void run() throws IOException, InterruptedException {
    if (config.memoryKeys().isEmpty()) {
      return;
    }
    for (String server : List.of(Measurements.EMBER, Measurements.REDIS)) {
      try (Target target = servers.start(server, PART)) {
        measure(target);
      }
    }
  }

  private void measure(Target target) throws IOException, InterruptedException {
    long emptyBytes = settledRss(target.pid());
    journal.add(PART, "empty", 1, target.name(), "bytes", (double) emptyBytes);
    long from = 0;
    for (int keys : config.memoryKeys()) {
      Workload workload =
          new Workload(
              target.host(),
              target.port(),
              8,
              64,
              1,
              keys,
              CompareConfig.GOAL_VALUE_BYTES,
              1,
              Idle.PARK,
              1);
      LoadGenerator.fill(workload, from, keys);
      MemoryPoint point =
          new MemoryPoint(target.name(), keys, emptyBytes, settledRss(target.pid()));
      measurements.memory.add(point);
      journal.add(PART, keys + " keys", 1, target.name(), "bytes", (double) point.rssBytes());
      journal.say(
          "%s with %,d keys: %.1f MB, empty %.1f MB, %.0f B per key over the empty process",
          target.name(), keys, point.rssBytes() / 1e6, emptyBytes / 1e6, point.growthPerKey());
      from = keys;
    }
  }

  /** {@return resident bytes once they hardly move any more} */
  private long settledRss(long pid) throws IOException, InterruptedException {
    long settled = ProcessStats.rssBytes(pid);
    int quiet = 0;
    for (int poll = 0; poll < POLLS && quiet < POLLS / 4; poll++) {
      TimeUnit.NANOSECONDS.sleep((long) (config.settleSeconds() / POLLS * 1e9));
      long rss = ProcessStats.rssBytes(pid);
      if (Math.abs(rss - settled) < settled * QUIET) {
        quiet++;
      } else {
        quiet = 0;
        settled = rss;
      }
    }
    return ProcessStats.rssBytes(pid);
  }
}
