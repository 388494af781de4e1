package io.ember.offheap;

import static org.assertj.core.api.Assertions.assertThat;

import io.ember.engine.SlotStoreConfig;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class LargeGrowthTest {
  /**
   * What the process may keep of gigabytes that were allocated and freed, with the settings of the
   * C library's allocator that the launcher makes and the build as well.
   */
  private static final long TOLERANCE_BYTES = 64L << 20;

  @Test
  void growsAHundredfoldWithValuesOfAllSizes() {
    run(200_000, 7, 700);
  }

  @Test
  @Tag("soak")
  void growsAHundredfoldWithValuesOfAllSizesForLong() {
    // Code is compiled and classes are loaded meanwhile, which takes memory of its own.
    run(1_000_000, 7, 700);
    long before = nativeBytes();

    run(10_000_000, 8, 8000);

    assertThat(nativeBytes() - before)
        .as("memory outside the Java heap that the process kept")
        .isLessThan(TOLERANCE_BYTES);
  }

  /** The Java heap is left out: the values of the model lie there, and it grows as it likes. */
  private static long nativeBytes() {
    LargeFrees.await();
    return ProcessMemory.residentBytes()
        - ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getCommitted();
  }

  private static void run(long operations, long seed, int hugeOneIn) {
    WarmUp.run(StoragePath.DIRECT, SlotStoreConfig.DEFAULTS);
    long blobs = NativeBlob.liveCount();
    try (DirectSlotStores stores = new DirectSlotStores(SlotStoreConfig.DEFAULTS)) {
      DirectSlotStore slot = (DirectSlotStore) stores.slot(5);
      LargeGrowthRun run = new LargeGrowthRun(stores, seed, hugeOneIn);
      while (slot.reservedBytes() == 0) {
        run.run(1);
      }
      long firstBytes = slot.reservedBytes();

      run.run(operations);

      assertThat(slot.reservedBytes()).isGreaterThanOrEqualTo(100 * firstBytes);
      assertThat(run.hugeCount()).isGreaterThanOrEqualTo(100);
      System.out.println(
          operations
              + " operations, "
              + run.hugeCount()
              + " values of 16 MiB and more, maps from "
              + firstBytes
              + " to "
              + slot.reservedBytes()
              + " bytes, "
              + run.longest());
      long full = stores.usedBytes();
      slot.clear();
      assertThat(stores.usedBytes()).isZero();
      assertThat(slot.reservedBytes()).isZero();
      assertThat(full).isGreaterThan(1 << 20);
    }
    assertThat(NativeBlob.liveCount()).isEqualTo(blobs);
  }
}
