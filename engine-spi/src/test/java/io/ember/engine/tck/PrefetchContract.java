package io.ember.engine.tck;

import static io.ember.engine.tck.StoreProbe.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import io.ember.engine.Key;
import io.ember.engine.Slots;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A prefetch is a hint and changes nothing. */
interface PrefetchContract extends ContractFixture {
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 7, 8, 15, 16, 17, 31, 32, 33, 63, 64})
  default void prefetchesBatchesOfAnySize(int count) {
    for (int i = 0; i < 500; i++) {
      store().put(store().key(i % 20, "key:" + i), bytes(i % 100, i));
    }
    SplittableRandom random = new SplittableRandom(count);
    Key[] keys = new Key[64];
    Arrays.setAll(keys, i -> store().key(i % 20, "key:" + random.nextInt(1000)));
    long used = store().stores().usedBytes();

    store().stores().prefetch(keys, count);

    assertThat(store().stores().usedBytes()).isEqualTo(used);
    assertThat(store().stores().count()).isEqualTo(500);
    for (int i = 0; i < 500; i++) {
      store().assertHolds(store().key(i % 20, "key:" + i), bytes(i % 100, i));
    }
  }

  @Test
  default void prefetchesKeysOfEmptySlots() {
    Key[] keys = new Key[64];
    Arrays.setAll(keys, i -> store().key(i * 256, "key:" + i));

    store().stores().prefetch(keys, keys.length);

    for (Key key : keys) {
      store().assertAbsent(key);
      assertThat(store().stores().slot(key.slot()).usedBytes()).isZero();
    }
  }

  @Test
  default void prefetchesInEverySlot() {
    for (int slot = 0; slot < Slots.SLOT_COUNT; slot += 97) {
      store().put(store().key(slot, "key"), bytes("value"));
    }
    Key[] keys = new Key[64];
    for (int slot = 0; slot < Slots.SLOT_COUNT; slot += 64) {
      int first = slot;
      Arrays.setAll(keys, i -> store().key(first + i, "key"));
      store().stores().prefetch(keys, keys.length);
    }

    store().assertHolds(store().key(97, "key"), bytes("value"));
  }

  @Test
  default void looksOnlyAtTheFirstKeysOfTheArray() {
    store().put(store().key("key"), bytes("value"));
    @Nullable Key[] keys = new Key[8];
    keys[0] = store().key("key");

    prefetchSome(keys, 1);

    store().assertHolds(store().key("key"), bytes("value"));
  }

  @SuppressWarnings("NullAway") // that nothing behind the count is looked at is the point
  private void prefetchSome(@Nullable Key[] keys, int count) {
    store().stores().prefetch(keys, count);
  }

  @Test
  default void prefetchesLongKeysAndLargeValues() {
    Key[] keys = {
      store().key(bytes(65_535, 1)), store().key(""), store().key("large"), store().key("none")
    };
    store().put(keys[0], bytes(100, 1));
    store().put(keys[1], bytes("empty key"));
    store().put(keys[2], bytes(1 << 20, 2));

    store().stores().prefetch(keys, keys.length);

    store().assertHolds(keys[0], bytes(100, 1));
    store().assertHolds(keys[1], bytes("empty key"));
    store().assertHolds(keys[2], bytes(1 << 20, 2));
    store().assertAbsent(keys[3]);
  }

  @Test
  default void prefetchesTheSameKeyManyTimesAndBetweenWrites() {
    Key[] keys = new Key[16];
    Arrays.setAll(keys, i -> store().key("key:" + i % 4));
    for (int round = 0; round < 200; round++) {
      store().stores().prefetch(keys, keys.length);
      store().put(keys[round % 4], bytes(round, round));
      if (round % 50 == 49) {
        store().slot().clear();
      }
      if (round % 7 == 3) {
        store().remove(keys[(round + 1) % 4]);
      }
    }

    store().stores().prefetch(keys, keys.length);
    assertThat(store().slot().count()).isLessThanOrEqualTo(4);
  }
}
