package io.ember.offheap;

import static org.assertj.core.api.Assertions.assertThat;

import io.ember.engine.SlotStoreConfig;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class LargeGrowthTest {
  private static final long TOLERANCE_BYTES = 64L << 20;

  @Test
  void growsAHundredfoldWithValuesOfAllSizes() {
    run(200_000, 7, 700);
  }

  @Test
  @Tag("soak")
  void growsAHundredfoldWithValuesOfAllSizesForLong() {
    run(10_000_000, 8, 8000);
  }

  private static void run(long operations, long seed, int hugeOneIn) {
    WarmUp.run(StoragePath.DIRECT, SlotStoreConfig.DEFAULTS);
    long blobs = NativeBlob.liveCount();
    long residentBefore = ProcessMemory.residentBytes();
    try (DirectSlotStores stores = new DirectSlotStores(SlotStoreConfig.DEFAULTS)) {
      DirectSlotStore slot = (DirectSlotStore) stores.slot(5);
      LargeGrowthRun run = new LargeGrowthRun(stores, seed, hugeOneIn);

      run.run(operations);

      assertThat(run.hugeCount()).isGreaterThanOrEqualTo(100);
      System.out.println(
          operations
              + " operations, "
              + run.hugeCount()
              + " values of 16 MiB and more, "
              + run.longest());
      long full = stores.usedBytes();
      slot.clear();
      assertThat(stores.usedBytes()).isZero();
      assertThat(slot.reservedBytes()).isZero();
      assertThat(full).isGreaterThan(1 << 20);
    }
    assertThat(NativeBlob.liveCount()).isEqualTo(blobs);
    assertThat(ProcessMemory.residentBytes() - residentBefore)
        .as("memory that the process kept")
        .isLessThan(TOLERANCE_BYTES + 128 * (1L << 20));
  }
}
