package io.ember.engine.tck;

import static io.ember.engine.tck.StoreProbe.SLOT;
import static io.ember.engine.tck.StoreProbe.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import io.ember.engine.SlotStoreConfig;
import io.ember.engine.Slots;
import java.util.HashSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Slots that grow far beyond what they were made for, and shrink again. */
interface GrowthContract extends ContractFixture {
  @Test
  default void growsFromNothingToAHundredThousandEntriesInOneSlotAndBack() {
    int count = 100_000;
    for (int i = 0; i < count; i++) {
      assertThat(store().put(store().key("key:" + i), bytes("value:" + i))).isTrue();
    }
    assertThat(store().slot().count()).isEqualTo(count);
    assertThat(new HashSet<>(store().scanAll(SLOT, 100))).hasSize(count);

    for (int i = 0; i < count; i++) {
      assertThat(store().valueOf(store().key("key:" + i))).isEqualTo(bytes("value:" + i));
    }
    for (int i = 0; i < count; i++) {
      assertThat(store().remove(store().key("key:" + i))).isTrue();
    }
    assertThat(store().slot().count()).isZero();
    assertThat(store().scanAll(SLOT, 1000)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 24, 200, 1000})
  default void growsWhateverSizesItWasMadeFor(int guess) {
    try (StoreProbe other = open(new SlotStoreConfig(guess, guess, false))) {
      for (int i = 0; i < 3000; i++) {
        other.put(other.key("key:" + i), bytes(i % 400, i));
      }

      for (int i = 0; i < 3000; i++) {
        other.assertHolds(other.key("key:" + i), bytes(i % 400, i));
      }
    }
  }

  @Test
  default void findsEverythingAtEveryStepOfGrowth() {
    for (int i = 0; i < 1500; i++) {
      store().put(store().key("key:" + i), bytes(i % 64, i));
      for (int j = i; j >= 0; j -= 1 + i / 8) {
        store().assertHolds(store().key("key:" + j), bytes(j % 64, j));
      }
    }
  }

  @Test
  default void takesSlotsOfTheWholeRange() {
    int step = 13; // misses the last slot, which is put for itself
    for (int slot = 0; slot < Slots.SLOT_COUNT; slot += step) {
      store().put(store().key(slot, "key"), bytes("value:" + slot));
    }
    store().put(store().key(Slots.SLOT_COUNT - 1, "key"), bytes("last"));

    assertThat(store().stores().count()).isEqualTo((Slots.SLOT_COUNT - 1) / step + 2);
    for (int slot = 0; slot < Slots.SLOT_COUNT; slot += step) {
      store().assertHolds(store().key(slot, "key"), bytes("value:" + slot));
      assertThat(store().stores().slot(slot).count()).isEqualTo(1);
    }
    store().assertHolds(store().key(Slots.SLOT_COUNT - 1, "key"), bytes("last"));
  }

  @Test
  default void growsManySlotsInTurn() {
    for (int i = 0; i < 60; i++) {
      for (int slot = 0; slot < 500; slot++) {
        store().put(store().key(slot, "key:" + i), bytes(i, slot));
      }
    }

    assertThat(store().stores().count()).isEqualTo(30_000);
    for (int slot = 0; slot < 500; slot += 7) {
      for (int i = 0; i < 60; i++) {
        store().assertHolds(store().key(slot, "key:" + i), bytes(i, slot));
      }
    }
  }

  @Test
  default void doesNotGrowForEverWhenEntriesComeAndGo() {
    for (int i = 0; i < 1000; i++) {
      store().put(store().key("key:" + i), bytes(100, i));
    }
    for (int i = 1000; i < 5000; i++) {
      store().remove(store().key("key:" + (i - 1000)));
      store().put(store().key("key:" + i), bytes(100, i));
    }
    store().drainWork();
    long used = store().slot().usedBytes();

    for (int i = 5000; i < 40_000; i++) {
      store().remove(store().key("key:" + (i - 1000)));
      store().put(store().key("key:" + i), bytes(100, i));
    }
    store().drainWork();

    assertThat(store().slot().count()).isEqualTo(1000);
    assertThat(store().slot().usedBytes()).isLessThan(2 * used + 65_536);
  }

  @Test
  default void fitsLargerValuesIntoTheHolesOfSmallerOnes() {
    for (int i = 0; i < 3000; i++) {
      store().put(store().key("small:" + i), bytes(10, i));
    }
    for (int i = 0; i < 3000; i += 2) {
      store().remove(store().key("small:" + i));
    }
    for (int i = 0; i < 300; i++) {
      store().put(store().key("large:" + i), bytes(3000, i));
    }

    for (int i = 1; i < 3000; i += 2) {
      store().assertHolds(store().key("small:" + i), bytes(10, i));
    }
    for (int i = 0; i < 300; i++) {
      store().assertHolds(store().key("large:" + i), bytes(3000, i));
    }
  }

  @Test
  default void growsWithValuesJustUnderTheLimitOfABlob() {
    for (int i = 0; i < 100; i++) {
      store().put(store().key("key:" + i), bytes(65_535 - i, i));
    }

    for (int i = 0; i < 100; i++) {
      store().assertHolds(store().key("key:" + i), bytes(65_535 - i, i));
    }
  }

  @Test
  default void growsWithLongKeys() {
    for (int i = 0; i < 100; i++) {
      store().put(store().key(bytes(40_000 + i, i)), bytes("value:" + i));
    }

    for (int i = 0; i < 100; i++) {
      store().assertHolds(store().key(bytes(40_000 + i, i)), bytes("value:" + i));
    }
  }

  @Test
  default void growsEachEntryUntilAllAreAHundredTimesLarger() {
    for (int size = 10; size <= 1000; size += 90) {
      for (int i = 0; i < 500; i++) {
        store().put(store().key("key:" + i), bytes(size + i % 3, i));
      }
      store().stores().work();
    }

    for (int i = 0; i < 500; i++) {
      store().assertHolds(store().key("key:" + i), bytes(1000 + i % 3, i));
    }
  }

  @Test
  default void readsAndWritesWhilePutOffWorkIsDoneBitByBit() {
    for (int i = 0; i < 30_000; i++) {
      store().put(store().key("key:" + i), bytes(i % 40, i));
      if (i % 3 == 0) {
        store().stores().work();
      }
      if (i % 5 == 4) {
        store().remove(store().key("key:" + i / 2));
      }
    }

    for (int i = 0; i < 30_000; i++) {
      byte[] value = store().valueOf(store().key("key:" + i));
      if (value != null) {
        assertThat(value).isEqualTo(bytes(i % 40, i));
      } else {
        assertThat(i).isLessThan(15_000);
      }
    }
  }
}
