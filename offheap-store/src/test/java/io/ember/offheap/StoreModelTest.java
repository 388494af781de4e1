package io.ember.offheap;

import static org.assertj.core.api.Assertions.assertThat;

import io.ember.engine.SlotStoreConfig;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Random operations on both ways to the maps against a map on the heap. */
class StoreModelTest {
  private static final StoreModel.Load MANY_SMALL_SLOTS = new StoreModel.Load(300, 60, 80, 0, 0);
  private static final StoreModel.Load MIXED = new StoreModel.Load(8, 1500, 40, 50, 2000);
  private static final StoreModel.Load LARGE_SLOT = new StoreModel.Load(1, 40_000, 40, 0, 0);
  private static final StoreModel.Load LARGE_VALUES = new StoreModel.Load(2, 300, 40, 20, 100_000);

  static Stream<Arguments> runs() {
    return Stream.of(StoragePath.values())
        .flatMap(
            path ->
                Stream.of(MANY_SMALL_SLOTS, MIXED, LARGE_SLOT, LARGE_VALUES)
                    .map(load -> Arguments.of(path, load)));
  }

  @ParameterizedTest
  @MethodSource("runs")
  void behavesLikeAMap(StoragePath path, StoreModel.Load load) {
    run(path, load, load.keysPerSlot(), path == StoragePath.DIRECT ? 60_000 : 25_000);
  }

  @ParameterizedTest
  @MethodSource("runs")
  @Tag("soak")
  void behavesLikeAMapForLong(StoragePath path, StoreModel.Load load) {
    for (int seed = 1000; seed < 1005; seed++) {
      run(path, load, seed, path == StoragePath.DIRECT ? 600_000 : 100_000);
    }
  }

  private static void run(StoragePath path, StoreModel.Load load, long seed, long operations) {
    long blobs = NativeBlob.liveCount();
    try (ChronicleSlotStores<?> stores = path.create(new SlotStoreConfig(16, 30, seed % 2 == 0))) {
      new StoreModel(stores, load, seed).run(operations);
    }
    assertThat(NativeBlob.liveCount()).isEqualTo(blobs);
  }
}
