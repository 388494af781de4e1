package io.ember.examples.admin;

import io.ember.engine.Slots;
import io.ember.examples.admin.plan.SlotWeights;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.ToLongFunction;

/** Weighs the slots of a cluster. One thread. */
final class SlotScales {
  private final SlotCluster cluster;
  private final Pace pace;

  SlotScales(SlotCluster cluster, Pace pace) {
    this.cluster = cluster;
    this.pace = pace;
  }

  /**
   * {@return what each slot weighs}
   *
   * @param seconds for how long load is measured
   */
  SlotWeights weigh(Measure measure, List<NodeLine> primaries, long seconds)
      throws InterruptedException {
    return switch (measure) {
      case SLOTS -> SlotWeights.equal();
      case KEYS -> SlotWeights.ofData(read(primaries, SlotStat::keys));
      case BYTES -> SlotWeights.ofData(read(primaries, SlotStat::memoryBytes));
      case LOAD -> SlotWeights.ofLoad(loadDuring(primaries, seconds));
    };
  }

  private long[] loadDuring(List<NodeLine> primaries, long seconds) throws InterruptedException {
    long[] before = read(primaries, SlotStat::cpuMicros);
    long startNs = pace.nanoTime();
    while (pace.nanoTime() - startNs < TimeUnit.SECONDS.toNanos(seconds)) {
      pace.pause();
    }
    long[] load = read(primaries, SlotStat::cpuMicros);
    for (int slot = 0; slot < load.length; slot++) {
      // A node that has begun to count anew meanwhile has less than before.
      load[slot] = Math.max(0, load[slot] - before[slot]);
    }
    return load;
  }

  private long[] read(List<NodeLine> primaries, ToLongFunction<SlotStat> metric) {
    long[] bySlot = new long[Slots.SLOT_COUNT];
    for (NodeLine primary : primaries) {
      for (SlotStat stat : cluster.slotStats(primary)) {
        bySlot[stat.slot()] = metric.applyAsLong(stat);
      }
    }
    return bySlot;
  }
}
