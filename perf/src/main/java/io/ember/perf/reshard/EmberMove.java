package io.ember.perf.reshard;

import io.ember.perf.server.RespProbe;
import io.ember.perf.shards.Shards;
import java.io.IOException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** By CLUSTER MIGRATESLOTS: one job for all slots. */
final class EmberMove implements SlotMove {
  private static final long POLL_NS = TimeUnit.MILLISECONDS.toNanos(20);
  private static final long LIMIT_NS = TimeUnit.MINUTES.toNanos(60);
  private static final List<String> ENDS = List.of("success", "failed", "cancelled");

  @Override
  public Outcome run(NodeTable.Primary source, NodeTable.Primary target, BitSet slots)
      throws IOException, InterruptedException {
    List<String> words = new ArrayList<>(List.of("CLUSTER", "MIGRATESLOTS", "SLOTSRANGE"));
    for (int first = slots.nextSetBit(0); first >= 0; ) {
      int end = slots.nextClearBit(first);
      words.add(Integer.toString(first));
      words.add(Integer.toString(end - 1));
      first = slots.nextSetBit(end);
    }
    words.addAll(List.of("NODE", target.id()));
    try (RespProbe probe = new RespProbe(Shards.HOST, source.port())) {
      probe.callOrFail(words.toArray(String[]::new));
      return awaitEnd(probe);
    }
  }

  private static Outcome awaitEnd(RespProbe probe) throws IOException, InterruptedException {
    long deadlineNs = System.nanoTime() + LIMIT_NS;
    while (System.nanoTime() - deadlineNs < 0) {
      Map<String, String> job = lastJob(probe.callOrFail("CLUSTER", "GETSLOTMIGRATIONS"));
      String state = job.getOrDefault("state", "");
      if (ENDS.contains(state)) {
        return new Outcome(state.equals("success"), job.getOrDefault("message", ""));
      }
      LockSupport.parkNanos(POLL_NS);
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
    }
    throw new IOException("the move has not ended after an hour");
  }

  /** The cluster is new, so that there is one; a later one would overwrite its fields. */
  private static Map<String, String> lastJob(String reply) {
    String[] lines = reply.split("\n", -1);
    Map<String, String> fields = new HashMap<>();
    for (int i = 0; i + 1 < lines.length; i += 2) {
      fields.put(lines[i], lines[i + 1]);
    }
    return fields;
  }
}
