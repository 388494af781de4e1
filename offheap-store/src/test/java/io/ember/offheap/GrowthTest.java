package io.ember.offheap;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ember.engine.Bytes;
import io.ember.engine.EntryView;
import io.ember.engine.Key;
import io.ember.engine.SlotStore;
import io.ember.engine.SlotStoreConfig;
import io.ember.engine.StoreException;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How the maps of a slot are replaced: how much one call moves, and what is found meanwhile. */
class GrowthTest {
  private final DirectSlotStores stores = new DirectSlotStores(new SlotStoreConfig(12, 20, false));
  private final DirectSlotStore slot = (DirectSlotStore) stores.slot(3);
  private final Key key = new Key();

  @AfterEach
  void close() {
    stores.close();
  }

  private Key key(int number) {
    byte[] bytes = ("key:" + number).getBytes(StandardCharsets.US_ASCII);
    return key.set(bytes, 0, bytes.length, 3, Xxh64.hash(bytes, 0, bytes.length));
  }

  private static byte[] value(int number, int length) {
    byte[] value = new byte[length];
    java.util.Arrays.fill(value, (byte) number);
    return value;
  }

  private void put(int number, int length) {
    slot.put(key(number), (byte) 0, Bytes.of(value(number, length)), EntryView.NO_EXPIRY);
  }

  private void assertHolds(int number, int length) {
    assertThat(entry(number).valueBytes()).isEqualTo(value(number, length));
  }

  private EntryView entry(int number) {
    return requireNonNull(slot.find(key(number)), "an entry that must be there");
  }

  /** Puts entries until the slot is moving from one large map to another. */
  private int fillUntilDraining(int length) {
    int count = 0;
    while (slot.mapCount() < 2) {
      put(count++, length);
    }
    return count;
  }

  @Test
  void movesABoundedNumberOfEntriesInEachCall() {
    long most = 0;
    for (int i = 0; i < 150_000; i++) {
      long before = stores.budget.movedEntries();
      put(i, 20);
      long moved = stores.budget.movedEntries() - before;
      most = Math.max(most, moved);
      if (i > MoveBudget.MOST_UNITS) {
        assertThat(moved).isLessThanOrEqualTo(1024);
      }
      assertThat(slot.mapCount()).isLessThanOrEqualTo(2);
    }
    assertThat(most).isLessThanOrEqualTo(MoveBudget.MOST_UNITS);
  }

  @Test
  void movesFewerEntriesAtOnceWhenTheyAreLong() {
    fillUntilDraining(4000);

    assertThat(slot.count()).isLessThan(400);
  }

  @Test
  void findsChangesAndRemovesEntriesOfEitherMapWhileTheyMove() {
    int count = fillUntilDraining(20);
    assertThat(count).isGreaterThan(3000);
    for (int i = 0; i < count; i++) {
      assertHolds(i, 20);
    }
    for (int i = count - 1; i >= 0 && slot.mapCount() == 2; i -= 3) {
      assertThat(slot.remove(key(i))).isTrue();
      assertThat(slot.find(key(i))).isNull();
      assertThat(slot.expire(key(i - 1), 77)).isTrue();
      assertThat(entry(i - 1).expiresAtMs()).isEqualTo(77);
      put(i - 2, 33);
      assertHolds(i - 2, 33);
    }
    assertThat(slot.mapCount()).isEqualTo(1);
  }

  @Test
  void finishesByWorkAloneInBoundedSlices() {
    int count = 0;
    while (count < 20_000 || slot.mapCount() < 2) {
      put(count++, 20);
    }
    int slices = 0;
    boolean more = true;
    while (more) {
      long before = stores.budget.movedEntries();
      more = stores.work();
      assertThat(stores.budget.movedEntries() - before).isLessThanOrEqualTo(MoveBudget.MOST_UNITS);
      slices++;
    }
    assertThat(slices).isGreaterThan(1);
    assertThat(slot.mapCount()).isEqualTo(1);
    for (int i = 0; i < count; i++) {
      assertHolds(i, 20);
    }
  }

  @Test
  void takesAThirdMapWhenLongValuesFillTheSecondBeforeTheFirstIsEmpty() {
    int count = 0;
    while (count < 60_000 || slot.mapCount() < 2) {
      put(count++, 8);
    }
    int most = 0;
    for (int i = 0; i < 200; i++) {
      put(count + i, 60_000);
      most = Math.max(most, slot.mapCount());
    }

    assertThat(most).isGreaterThan(2);
    for (int i = 0; i < count; i++) {
      assertHolds(i, 8);
    }
    Set<String> seen = new HashSet<>();
    long cursor = SlotStore.SCAN_START;
    do {
      cursor =
          slot.scan(cursor, 50, e -> seen.add(new String(e.keyBytes(), StandardCharsets.US_ASCII)));
    } while (cursor != SlotStore.SCAN_END);
    assertThat(seen).hasSize(count + 200);
    while (stores.work()) {
      assertThat(slot.mapCount()).isGreaterThan(1);
    }
    assertThat(slot.mapCount()).isEqualTo(1);
    for (int i = 0; i < 200; i++) {
      assertHolds(count + i, 60_000);
    }
  }

  @Test
  void givesMemoryBackWhenMostEntriesAreRemovedAndAllOfItWithTheLast() {
    for (int i = 0; i < 30_000; i++) {
      put(i, 50);
    }
    while (stores.work()) {
      assertThat(slot.mapCount()).isGreaterThan(1);
    }
    long full = slot.reservedBytes();
    for (int i = 1000; i < 30_000; i++) {
      slot.remove(key(i));
    }
    while (stores.work()) {
      assertThat(slot.mapCount()).isGreaterThan(1);
    }

    assertThat(slot.reservedBytes()).isLessThan(full / 6);
    for (int i = 0; i < 1000; i++) {
      assertHolds(i, 50);
      slot.remove(key(i));
    }
    assertThat(slot.reservedBytes()).isZero();
    assertThat(stores.usedBytes()).isZero();
  }

  @Test
  void givesMemoryBackWhenValuesBecomeShorter() {
    for (int i = 0; i < 300; i++) {
      put(i, 5000);
    }
    long full = slot.reservedBytes();
    for (int i = 0; i < 300; i++) {
      put(i, 5);
    }
    while (stores.work()) {
      assertThat(slot.mapCount()).isGreaterThan(1);
    }

    assertThat(slot.reservedBytes()).isLessThan(full / 6);
    for (int i = 0; i < 300; i++) {
      assertHolds(i, 5);
    }
  }

  @Test
  void doesNotShrinkAndGrowInTurnAtTheSameSize() {
    for (int i = 0; i < 2000; i++) {
      put(i, 50);
    }
    for (int i = 500; i < 2000; i++) {
      slot.remove(key(i));
    }
    long moved = stores.budget.movedEntries();
    for (int round = 0; round < 1000; round++) {
      put(5000 + round % 10, 50);
      slot.remove(key(5000 + round % 10));
    }

    assertThat(stores.budget.movedEntries() - moved).isLessThan(2000);
  }

  @Test
  void stopsServingAPoisonedSlotUntilItIsCleared() {
    put(1, 5);
    put(2, 70_000);
    slot.poison();

    assertThatThrownBy(() -> slot.find(key(1)))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("slot 3");
    assertThatThrownBy(() -> put(1, 5)).isInstanceOf(StoreException.class);
    assertThatThrownBy(() -> slot.scan(0, 1, e -> {})).isInstanceOf(StoreException.class);
    assertThat(stores.work()).isFalse();

    slot.clear();
    put(1, 5);
    assertHolds(1, 5);
    assertThat(stores.count()).isEqualTo(1);
  }
}
