package io.ember.engine.tck;

import io.ember.engine.SlotStoreConfig;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Random operations, checked one by one against maps of the JDK. */
interface DifferentialContract extends ContractFixture {
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  default void behavesLikeAMapInOneSlot(long seed) {
    new RandomDifferentialRun(store(), seed, 1, 300).run(15_000);
  }

  @ParameterizedTest
  @ValueSource(longs = {11, 12, 13, 14})
  default void behavesLikeMapsInSomeSlots(long seed) {
    new RandomDifferentialRun(store(), seed, 9, 2000).run(20_000);
  }

  @ParameterizedTest
  @ValueSource(longs = {21, 22})
  default void behavesLikeMapsInManySlots(long seed) {
    new RandomDifferentialRun(store(), seed, 1000, 4000).run(15_000);
  }

  @ParameterizedTest
  @ValueSource(longs = {31, 32})
  default void behavesLikeAMapWhileAccessesAreTracked(long seed) {
    try (StoreProbe tracking = open(new SlotStoreConfig(24, 64, true))) {
      new RandomDifferentialRun(tracking, seed, 3, 500).run(15_000);
    }
  }
}
