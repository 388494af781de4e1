package io.ember.engine.heap;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ember.engine.Bytes;
import io.ember.engine.EntryView;
import io.ember.engine.Key;
import io.ember.engine.SlotStore;
import io.ember.engine.SlotStoreConfig;
import io.ember.engine.SlotStoreFactory;
import io.ember.engine.SlotStores;
import io.ember.engine.tck.SlotStoreContract;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HeapSlotStoreTest extends SlotStoreContract {
  private final HeapSlotStoreFactory factory = new HeapSlotStoreFactory();

  @Override
  protected SlotStoreFactory factory() {
    return factory;
  }

  private Key key(String text) {
    byte[] bytes = text.getBytes(java.nio.charset.StandardCharsets.UTF_8);
    return new Key().set(bytes, 0, bytes.length, 0, HeapHasher.hash(bytes, 0, bytes.length));
  }

  private SlotStores withKeys(List<String> keys) {
    SlotStores stores = factory.create(SlotStoreConfig.DEFAULTS);
    keys.forEach(k -> stores.slot(0).put(key(k), (byte) 0, Bytes.of("v"), EntryView.NO_EXPIRY));
    return stores;
  }

  private static List<String> scan(SlotStore store) {
    List<String> keys = new ArrayList<>();
    store.scan(SlotStore.SCAN_START, 1000, view -> keys.add(text(view)));
    return keys;
  }

  private static String text(EntryView view) {
    return Bytes.of(view.keyBytes()).toText();
  }

  @Test
  void scansInTheSameOrderHoweverTheEntriesCame() {
    List<String> keys = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      keys.add("key:" + i);
    }
    List<String> shuffled = new ArrayList<>(keys);
    Collections.shuffle(shuffled, new Random(1));

    try (SlotStores one = withKeys(keys);
        SlotStores two = withKeys(shuffled)) {
      assertThat(scan(one.slot(0))).hasSize(500).isEqualTo(scan(two.slot(0)));
    }
  }

  @Test
  void hashesTheSameOnEveryMachine() {
    byte[] bytes = "..{user1000}.following..".getBytes(java.nio.charset.StandardCharsets.UTF_8);

    assertThat(HeapHasher.hash(bytes, 2, 20)).isEqualTo(3219506215616758065L);
    assertThat(HeapHasher.hash(bytes, 0, 0)).isEqualTo(0L);
  }

  @Test
  void spreadsHashesOverAllBits() {
    long ones = 0;
    long zeros = 0;
    for (int i = 0; i < 100; i++) {
      Key key = key("k" + i);
      ones |= key.hash();
      zeros |= ~key.hash();
    }

    assertThat(ones).isEqualTo(-1L);
    assertThat(zeros).isEqualTo(-1L);
  }

  /** {@return a key of which the test says where it lies in the order of a scan} */
  private static Key at(long position, String text) {
    byte[] bytes = text.getBytes(java.nio.charset.StandardCharsets.UTF_8);
    return new Key().set(bytes, 0, bytes.length, 0, position << 28 | 0xABCDEF);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 100})
  void scansNeighboursAndKeysAtOnePositionAndTheLastPosition(int limit) {
    try (SlotStores stores = factory.create(SlotStoreConfig.DEFAULTS)) {
      SlotStore store = stores.slot(0);
      List<Key> keys =
          List.of(
              at(0, "a"),
              at(1, "b"),
              at(2, "c"),
              at(2, "d"),
              at(2, ""),
              at(3, "e"),
              at(SlotStore.MAX_CURSOR - 1, "f"),
              at(SlotStore.MAX_CURSOR, "g"),
              at(SlotStore.MAX_CURSOR, "h"));
      keys.forEach(key -> store.put(key, (byte) 0, Bytes.of("v"), EntryView.NO_EXPIRY));

      List<String> seen = new ArrayList<>();
      long cursor = SlotStore.SCAN_START;
      do {
        cursor = store.scan(cursor, limit, view -> seen.add(text(view)));
      } while (cursor != SlotStore.SCAN_END);

      assertThat(seen).containsExactly("a", "b", "", "c", "d", "e", "f", "g", "h");
    }
  }

  @Test
  void refusesAWriteDuringAVisit() {
    try (SlotStores stores = withKeys(List.of("a", "b"))) {
      assertThatThrownBy(
              () ->
                  stores
                      .slot(0)
                      .scan(SlotStore.SCAN_START, 10, view -> stores.slot(0).remove(key("a"))))
          .isInstanceOf(IllegalStateException.class);

      assertThat(stores.slot(0).count()).isEqualTo(2);
    }
  }

  @Test
  void refusesAViewThatWasOvertaken() {
    try (SlotStores stores = withKeys(List.of("a", "b"))) {
      EntryView view = requireNonNull(stores.slot(0).find(key("a")));
      stores.slot(0).remove(key("b"));

      assertThatThrownBy(view::length).isInstanceOf(IllegalStateException.class);
    }
  }

  @Test
  void refusesToBeUsedAfterItWasClosed() {
    SlotStores stores = withKeys(List.of("a"));
    stores.close();

    assertThatThrownBy(() -> stores.slot(0).find(key("a")))
        .isInstanceOf(IllegalStateException.class);
    assertThat(stores.usedBytes()).isZero();
  }
}
