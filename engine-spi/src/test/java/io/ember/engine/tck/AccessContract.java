package io.ember.engine.tck;

import static io.ember.engine.tck.StoreProbe.bytes;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.ember.engine.EntryView;
import io.ember.engine.Key;
import io.ember.engine.SlotStore;
import io.ember.engine.SlotStoreConfig;
import org.junit.jupiter.api.Test;

/** When an entry was used last, as approximate LRU needs to know it. */
interface AccessContract extends ContractFixture {
  long START_SECONDS = 1_795_000_000L;

  private StoreProbe tracking() {
    StoreProbe store = open(new SlotStoreConfig(24, 64, true));
    store.stores().setClockSeconds(START_SECONDS);
    return store;
  }

  private static long idleSeconds(StoreProbe store, Key key) {
    return requireNonNull(store.slot().peek(key)).idleSeconds();
  }

  @Test
  default void knowsNoIdleTimeWhereAccessesAreNotTracked() {
    try (StoreProbe untracked = open(new SlotStoreConfig(24, 64, false))) {
      untracked.stores().setClockSeconds(START_SECONDS);
      untracked.put(untracked.key("key"), bytes("value"));

      assertThat(idleSeconds(untracked, untracked.key("key"))).isEqualTo(-1);
    }
  }

  @Test
  default void countsIdleSecondsFromThePut() {
    try (StoreProbe store = tracking()) {
      Key key = store.key("key");
      store.put(key, bytes("value"));
      assertThat(idleSeconds(store, key)).isZero();

      store.stores().setClockSeconds(START_SECONDS + 90);
      assertThat(idleSeconds(store, key)).isEqualTo(90);
      store.put(key, bytes("value"));
      assertThat(idleSeconds(store, key)).isZero();
    }
  }

  @Test
  default void notesAnAccessWhenItFindsAndNotWhenItPeeks() {
    try (StoreProbe store = tracking()) {
      Key key = store.key("key");
      store.put(key, bytes("value"));
      store.stores().setClockSeconds(START_SECONDS + 10);
      assertThat(idleSeconds(store, key)).isEqualTo(10);
      assertThat(idleSeconds(store, key)).isEqualTo(10);

      store.find(key);

      assertThat(idleSeconds(store, key)).isZero();
    }
  }

  @Test
  default void notesNoAccessWhenItScansOrSamples() {
    try (StoreProbe store = tracking()) {
      Key key = store.key("key");
      store.put(key, bytes("value"));
      store.stores().setClockSeconds(START_SECONDS + 10);

      store.slot().scan(SlotStore.SCAN_START, 10, EntryView::length);
      store.slot().sample(5, 10, view -> assertThat(view.idleSeconds()).isEqualTo(10));

      assertThat(idleSeconds(store, key)).isEqualTo(10);
    }
  }

  @Test
  default void notesAnAccessWhenAPartIsWritten() {
    try (StoreProbe store = tracking()) {
      Key key = store.key("key");
      store.put(key, bytes("value"));
      store.stores().setClockSeconds(START_SECONDS + 10);

      store.write(key, 1, bytes("x"));

      assertThat(idleSeconds(store, key)).isZero();
    }
  }

  @Test
  default void keepsAccessTimesWhileTheSlotGrows() {
    try (StoreProbe store = tracking()) {
      for (int i = 0; i < 8000; i++) {
        store.stores().setClockSeconds(START_SECONDS + i);
        store.put(store.key("key:" + i), bytes(i % 100, i));
      }
      store.drainWork();

      for (int i = 0; i < 8000; i++) {
        assertThat(idleSeconds(store, store.key("key:" + i))).isEqualTo(7999 - i);
      }
    }
  }

  @Test
  default void tracksLargeValuesAndEntriesWithAnExpiry() {
    try (StoreProbe store = tracking()) {
      Key key = store.key("key");
      store.put(key, bytes(100_000, 1));
      store.expire(key, 1_900_000_000_000L);
      store.stores().setClockSeconds(START_SECONDS + 33);

      assertThat(idleSeconds(store, key)).isEqualTo(33);
      store.assertHolds(key, StoreProbe.STRING, bytes(100_000, 1), 1_900_000_000_000L);
    }
  }

  @Test
  default void answersNoNegativeIdleTimeWhenTheClockGoesBack() {
    try (StoreProbe store = tracking()) {
      Key key = store.key("key");
      store.put(key, bytes("value"));
      store.stores().setClockSeconds(START_SECONDS - 1000);

      assertThat(idleSeconds(store, key)).isGreaterThanOrEqualTo(0);
    }
  }
}
