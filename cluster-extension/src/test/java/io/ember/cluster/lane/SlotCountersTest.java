package io.ember.cluster.lane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SlotCountersTest {
  @Test
  void keepsEachSlotOfTheLaneApart() {
    SlotCounters counters = new SlotCounters(1, 2);
    for (int slot = 1; slot < 16_384; slot += 2) {
      counters.worked(slot, slot);
    }

    for (int slot = 1; slot < 16_384; slot += 2) {
      assertThat(counters.cpuNanos(slot)).isEqualTo(slot);
      assertThat(counters.bytesIn(slot) + counters.bytesOut(slot)).isZero();
    }
    assertThatThrownBy(() -> counters.worked(2, 1)).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void beginsSlotsAnewThatHaveLeft() {
    SlotCounters counters = new SlotCounters(0, 1);
    counters.worked(7, 10);
    counters.worked(8, 20);

    counters.keep(slot -> slot == 8);

    assertThat(counters.cpuNanos(7)).isZero();
    assertThat(counters.cpuNanos(8)).isEqualTo(20);
    counters.reset();
    assertThat(counters.cpuNanos(8)).isZero();
  }

  @Test
  void measuresCallsThatHaveABatchForThemselvesAlways() {
    SlotCounters counters = new SlotCounters(0, 1);
    for (int i = 0; i < 100; i++) {
      assertThat(counters.weightOfBatch(1)).isEqualTo(1);
    }
  }

  @Test
  void measuresAsMuchOfLongBatchesAsItCountsForThemAndInNoPeriod() {
    SlotCounters counters = new SlotCounters(0, 1);
    int batches = 160_000;
    List<Integer> timed = new ArrayList<>();
    long weight = 0;
    for (int i = 0; i < batches; i++) {
      int mine = counters.weightOfBatch(2);
      weight += mine;
      if (mine > 0) {
        timed.add(i);
      }
    }

    assertThat((double) weight / batches).isBetween(0.999, 1.001);
    for (int period = 2; period <= 64; period++) {
      Set<Integer> phases = new HashSet<>();
      for (int batch : timed) {
        phases.add(batch % period);
      }
      assertThat(phases).as("parts of a pipeline of %d batches", period).hasSize(period);
    }
  }
}
