package io.ember.offheap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ember.engine.SlotStoreConfig;
import io.ember.engine.StoreException;
import org.junit.jupiter.api.Test;

class ShapePolicyTest {
  private final ShapePolicy policy = new ShapePolicy(new SlotStoreConfig(16, 64, false));

  @Test
  void hasRoomForWhatItIsAskedForAndLittleMore() {
    for (long chunks = 1; chunks < 1L << 28; chunks += 1 + chunks / 37) {
      for (long entries = 1; entries <= chunks; entries += 1 + entries / 2) {
        int shape = ShapePolicy.shape(chunks, entries);

        assertThat((long) ShapePolicy.chunks(shape))
            .isBetween(chunks, Math.max(16, chunks + chunks / 16 + 1));
        assertThat(ShapePolicy.cells(shape) * 0.8).isGreaterThanOrEqualTo((double) entries);
        assertThat(ShapePolicy.cells(shape)).isLessThanOrEqualTo(Math.max(64, entries * 5 / 2 + 1));
      }
    }
  }

  @Test
  void givesAMapThatHoldsAsManyEntriesAsThePolicyCountsOn() {
    for (long chunks = 16; chunks < 3_000_000; chunks += 1 + chunks / 5) {
      for (long entries = 1; entries <= chunks; entries = entries * 3 + 1) {
        MapShape shape = new MapShape(ShapePolicy.shape(chunks, entries));

        assertThat((long) shape.maxEntries).isGreaterThanOrEqualTo(entries);
        assertThat((long) shape.chunks).isGreaterThanOrEqualTo(chunks);
      }
    }
  }

  @Test
  void startsWithRoomForSixteenEntriesOfTheConfiguredSizeOrForTheFirstOne() {
    assertThat(ShapePolicy.chunks(policy.first(1))).isBetween(16 * 11, 16 * 14);
    assertThat(ShapePolicy.chunks(policy.first(10_000))).isBetween(10_000, 11_000);
  }

  @Test
  void growsByAQuarter() {
    assertThat(ShapePolicy.chunks(policy.next(10_000, 100, 500))).isBetween(12_625, 13_500);
  }

  @Test
  void refusesWhatNoMapCanHold() {
    assertThatThrownBy(() -> policy.next(1L << 30, 1, 10)).isInstanceOf(StoreException.class);
  }
}
