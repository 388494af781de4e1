package io.ember.engine.tck;

import static io.ember.engine.tck.StoreProbe.bytes;
import static io.ember.engine.tck.StoreProbe.text;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Sampling near a random place. */
interface SampleContract extends ContractFixture {
  private List<String> sample(long random, int limit) {
    List<String> keys = new ArrayList<>();
    store().slot().sample(random, limit, view -> keys.add(text(view.keyBytes())));
    return keys;
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, -1, Long.MIN_VALUE, Long.MAX_VALUE})
  default void samplesNothingFromAnEmptySlot(long random) {
    assertThat(sample(random, 5)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, -1, Long.MIN_VALUE, Long.MAX_VALUE, 1L << 32, 0x5555555555555555L})
  default void samplesTheOnlyEntryWhateverTheRandomNumber(long random) {
    store().put(store().key("key"), bytes("value"));

    assertThat(new HashSet<>(sample(random, 5))).containsExactly("key");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 5, 64, 5000})
  default void samplesAtLeastOneAndAtMostTheLimit(int limit) {
    Set<String> all = new HashSet<>();
    for (int i = 0; i < 1000; i++) {
      store().put(store().key("key:" + i), bytes("value"));
      all.add("key:" + i);
    }
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < 200; i++) {
      List<String> sampled = sample(random.nextLong(), limit);
      assertThat(sampled).isNotEmpty().hasSizeLessThanOrEqualTo(limit);
      assertThat(all.containsAll(sampled)).isTrue();
    }
  }

  @Test
  default void reachesEveryEntry() {
    Set<String> missing = new HashSet<>();
    for (int i = 0; i < 200; i++) {
      store().put(store().key("key:" + i), bytes("value"));
      missing.add("key:" + i);
    }
    SplittableRandom random = new SplittableRandom(2);
    for (int i = 0; i < 50_000 && !missing.isEmpty(); i++) {
      missing.removeAll(sample(random.nextLong(), 3));
    }

    assertThat(missing).isEmpty();
  }

  @Test
  default void findsTheLastEntryOfASlotThatWasLarge() {
    for (int i = 0; i < 5000; i++) {
      store().put(store().key("key:" + i), bytes("value"));
    }
    for (int i = 1; i < 5000; i++) {
      store().remove(store().key("key:" + i));
    }
    SplittableRandom random = new SplittableRandom(3);
    for (int i = 0; i < 100; i++) {
      assertThat(new HashSet<>(sample(random.nextLong(), 5))).containsExactly("key:0");
    }
  }

  @Test
  default void emptiesASlotBySampling() {
    for (int i = 0; i < 2000; i++) {
      store().put(store().key("key:" + i), bytes("value"));
    }
    SplittableRandom random = new SplittableRandom(4);
    for (int left = 2000; left > 0; left--) {
      String victim = sample(random.nextLong(), 5).get(0);
      assertThat(store().remove(store().key(victim))).isTrue();
    }

    assertThat(store().slot().count()).isZero();
  }
}
