package io.ember.engine.tck;

import static io.ember.engine.tck.StoreProbe.SLOT;
import static io.ember.engine.tck.StoreProbe.STRING;
import static io.ember.engine.tck.StoreProbe.bytes;
import static io.ember.engine.tck.StoreProbe.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ember.engine.Key;
import io.ember.engine.SlotStore;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Scans of a slot that nobody changes meanwhile. */
interface ScanContract extends ContractFixture {
  @ParameterizedTest
  @ValueSource(ints = {1, 10, 1000})
  default void endsAtOnceInAnEmptySlot(int limit) {
    assertThat(store().slot().scan(SlotStore.SCAN_START, limit, view -> {}))
        .isEqualTo(SlotStore.SCAN_END);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 10, 100, 999, 1000, 1001, Integer.MAX_VALUE})
  default void visitsEveryEntryWhateverTheLimit(int limit) {
    Set<String> expected = new HashSet<>();
    for (int i = 0; i < 1000; i++) {
      store().put(store().key("key:" + i), bytes("value"));
      expected.add("key:" + i);
    }

    assertThat(new HashSet<>(store().scanAll(SLOT, limit))).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 7})
  default void visitsFewEntries(int count) {
    Set<String> expected = new HashSet<>();
    for (int i = 0; i < count; i++) {
      store().put(store().key("key:" + i), bytes("value"));
      expected.add("key:" + i);
    }

    assertThat(new HashSet<>(store().scanAll(SLOT, 1))).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 7, 1000})
  default void visitsEachEntryOnce(int limit) {
    for (int i = 0; i < 2000; i++) {
      store().put(store().key("key:" + i), bytes("value"));
    }

    assertThat(store().scanAll(SLOT, limit)).doesNotHaveDuplicates().hasSize(2000);
  }

  @Test
  default void visitsALoneEntryOnceWhateverItsHash() {
    for (int i = 0; i < 2000; i++) {
      Key key = store().key("key:" + i);
      store().put(key, bytes("value"));
      assertThat(store().scanAll(SLOT, 10)).containsExactly("key:" + i);
      store().remove(key);
    }
  }

  @Test
  default void showsEntriesWhole() {
    Map<String, byte[]> values = new HashMap<>();
    for (int i = 0; i < 100; i++) {
      byte[] value = bytes(i % 10 == 3 ? 70_000 + i : i, i);
      values.put("key:" + i, value);
      store().put(store().key("key:" + i), (byte) (i % 16), value, i);
    }
    Set<String> seen = new TreeSet<>();

    long end =
        store()
            .slot()
            .scan(
                SlotStore.SCAN_START,
                Integer.MAX_VALUE,
                view -> {
                  String key = text(view.keyBytes());
                  int number = Integer.parseInt(key.substring(4));
                  assertThat(view.valueBytes()).isEqualTo(values.get(key));
                  assertThat(view.type()).isEqualTo((byte) (number % 16));
                  assertThat(view.expiresAtMs()).isEqualTo(number);
                  assertThat(view.blob() != null).isEqualTo(view.length() >= 65_536);
                  assertThat(view.footprintBytes()).isGreaterThanOrEqualTo(view.length());
                  seen.add(key);
                });

    assertThat(end).isEqualTo(SlotStore.SCAN_END);
    assertThat(seen).isEqualTo(new TreeSet<>(values.keySet()));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 10, 100})
  default void doesAboutAsMuchAsTheLimitSays(int limit) {
    for (int i = 0; i < 5000; i++) {
      store().put(store().key("key:" + i), bytes("value"));
    }
    long cursor = SlotStore.SCAN_START;
    do {
      int[] visits = new int[1];
      cursor = store().slot().scan(cursor, limit, view -> visits[0]++);
      assertThat(visits[0]).isLessThanOrEqualTo(2 * limit + 64);
    } while (cursor != SlotStore.SCAN_END);
  }

  @Test
  default void answersCursorsThatLeaveRoomForTheSlot() {
    for (int i = 0; i < 3000; i++) {
      store().put(store().key("key:" + i), bytes("value"));
    }
    long cursor = store().slot().scan(SlotStore.SCAN_START, 1, view -> {});
    int calls = 1;
    while (cursor != SlotStore.SCAN_END) {
      assertThat(cursor).isBetween(1L, SlotStore.MAX_CURSOR);
      cursor = store().slot().scan(cursor, 5, view -> {});
      calls++;
    }

    assertThat(calls).isGreaterThan(30);
  }

  @ParameterizedTest
  @ValueSource(
      longs = {1, 2, 63, 64, 65, 1000, 1L << 20, 1L << 32, (1L << 36) - 2, SlotStore.MAX_CURSOR})
  default void toleratesACursorOfItsOwnInvention(long invented) {
    for (int i = 0; i < 200; i++) {
      store().put(store().key("key:" + i), bytes("value"));
    }
    long cursor = invented;
    for (int calls = 0; cursor != SlotStore.SCAN_END; calls++) {
      assertThat(calls).isLessThan(10_000);
      cursor = store().slot().scan(cursor, 10, view -> assertThat(view.length()).isEqualTo(5));
    }
  }

  @Test
  default void toleratesACursorOfAnotherSlot() {
    for (int i = 0; i < 3000; i++) {
      store().put(store().key("key:" + i), bytes("value"));
    }
    store().put(store().key(9, "single"), bytes("value"));
    long cursor = store().slot().scan(SlotStore.SCAN_START, 2000, view -> {});

    for (int calls = 0; cursor != SlotStore.SCAN_END; calls++) {
      assertThat(calls).isLessThan(10_000);
      cursor = store().stores().slot(9).scan(cursor, 10, view -> {});
    }
    assertThat(store().scanAll(9, 10)).containsExactly("single");
  }

  @Test
  default void visitsNothingThatWasRemoved() {
    for (int i = 0; i < 1000; i++) {
      store().put(store().key("key:" + i), bytes("value"));
    }
    for (int i = 0; i < 1000; i++) {
      if (i % 10 != 0) {
        store().remove(store().key("key:" + i));
      }
    }

    List<String> keys = store().scanAll(SLOT, 7);

    assertThat(new HashSet<>(keys)).hasSize(100).allMatch(key -> key.endsWith("0"));
  }

  @Test
  default void visitsExpiredEntriesToo() {
    store().put(store().key("expired"), STRING, bytes("value"), 1);
    store().put(store().key("other"), bytes("value"));

    assertThat(store().scanAll(SLOT, 1)).containsExactlyInAnyOrder("expired", "other");
  }

  @Test
  default void staysInItsSlot() {
    store().put(store().key(1, "one"), bytes("value"));
    store().put(store().key(2, "two"), bytes("value"));

    assertThat(store().scanAll(1, 10)).containsExactly("one");
    assertThat(store().scanAll(2, 10)).containsExactly("two");
    assertThat(store().scanAll(3, 10)).isEmpty();
  }

  @Test
  default void passesOnWhatAVisitorThrowsAndStaysUsable() {
    for (int i = 0; i < 100; i++) {
      store().put(store().key("key:" + i), bytes("value"));
    }

    assertThatThrownBy(
            () ->
                store()
                    .slot()
                    .scan(
                        SlotStore.SCAN_START,
                        10,
                        view -> {
                          throw new IllegalArgumentException("of the visitor");
                        }))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("of the visitor");

    store().put(store().key("new"), bytes("value"));
    assertThat(new HashSet<>(store().scanAll(SLOT, 10))).hasSize(101);
  }

  @Test
  default void servesTwoScansInTurn() {
    Set<String> expected = new HashSet<>();
    for (int i = 0; i < 1000; i++) {
      store().put(store().key("key:" + i), bytes("value"));
      expected.add("key:" + i);
    }
    List<String> one = new ArrayList<>();
    List<String> two = new ArrayList<>();
    long cursorOne = SlotStore.SCAN_START;
    long cursorTwo = SlotStore.SCAN_START;
    while (cursorOne != SlotStore.SCAN_END || cursorTwo != SlotStore.SCAN_END) {
      if (cursorOne != SlotStore.SCAN_END) {
        cursorOne = store().slot().scan(cursorOne, 7, view -> one.add(text(view.keyBytes())));
      }
      if (cursorTwo != SlotStore.SCAN_END) {
        cursorTwo = store().slot().scan(cursorTwo, 30, view -> two.add(text(view.keyBytes())));
      }
    }

    assertThat(new HashSet<>(one)).isEqualTo(expected);
    assertThat(new HashSet<>(two)).isEqualTo(expected);
  }
}
