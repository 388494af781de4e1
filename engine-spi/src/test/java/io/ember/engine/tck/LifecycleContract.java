package io.ember.engine.tck;

import static io.ember.engine.tck.StoreProbe.NEVER;
import static io.ember.engine.tck.StoreProbe.SLOT;
import static io.ember.engine.tck.StoreProbe.STRING;
import static io.ember.engine.tck.StoreProbe.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import io.ember.engine.SlotStore;
import io.ember.engine.SlotStoreConfig;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Clearing, closing, and the account of memory. */
interface LifecycleContract extends ContractFixture {
  private void fill(int slot, int count) {
    for (int i = 0; i < count; i++) {
      int size = i % 100 == 99 ? 70_000 : i % 200;
      store().put(store().key(slot, "key:" + i), STRING, bytes(size, i), i % 2 == 0 ? NEVER : i);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 10, 1000, 20_000})
  default void clearsASlot(int count) {
    fill(SLOT, count);

    store().slot().clear();

    assertThat(store().slot().count()).isZero();
    assertThat(store().slot().expiringCount()).isZero();
    assertThat(store().slot().usedBytes()).isZero();
    assertThat(store().scanAll(SLOT, 10)).isEmpty();
    store().assertAbsent(store().key("key:0"));
  }

  @Test
  default void givesTheMemoryOfEverySlotBackWhenItIsCleared() {
    store().put(store().key(0, "first"), bytes("value"));
    store().stores().slot(0).clear();
    long baseline = store().stores().usedBytes();
    for (int slot = 0; slot < 40; slot++) {
      fill(slot, 50 * slot);
    }
    assertThat(store().stores().usedBytes()).isGreaterThan(baseline + 1_000_000);

    for (int slot = 0; slot < 40; slot++) {
      store().stores().slot(slot).clear();
    }

    assertThat(store().stores().usedBytes()).isEqualTo(baseline);
    assertThat(store().stores().count()).isZero();
  }

  @Test
  default void isUsedAgainAfterItWasCleared() {
    for (int round = 0; round < 20; round++) {
      for (int i = 0; i < 300; i++) {
        store().put(store().key("key:" + i), bytes(i + round, i));
      }
      for (int i = 0; i < 300; i++) {
        store().assertHolds(store().key("key:" + i), bytes(i + round, i));
      }
      store().slot().clear();
      store().assertAbsent(store().key("key:1"));
    }
  }

  @Test
  default void clearsOneSlotAndLeavesTheOthers() {
    fill(1, 500);
    fill(2, 500);
    fill(3, 500);

    store().stores().slot(2).clear();

    assertThat(store().stores().slot(1).count()).isEqualTo(500);
    assertThat(store().stores().slot(3).count()).isEqualTo(500);
    assertThat(store().stores().count()).isEqualTo(1000);
    store().assertHolds(store().key(3, "key:99"), STRING, bytes(70_000, 99), 99);
  }

  @Test
  default void clearsWhileWorkIsPutOff() {
    fill(SLOT, 20_000);
    store().slot().clear();
    store().drainWork();
    fill(SLOT, 100);

    assertThat(store().slot().count()).isEqualTo(100);
    store().assertHolds(store().key("key:98"), bytes(98, 98));
  }

  @Test
  default void closesTwice() {
    fill(SLOT, 200);

    store().close();
    store().close();
  }

  @Test
  default void closesWithoutEverHavingBeenWritten() {
    StoreProbe other = open(SlotStoreConfig.DEFAULTS);
    other.slot().find(other.key("key"));
    other.close();
  }

  @Test
  default void keepsTwoStoresApart() {
    try (StoreProbe other = open(SlotStoreConfig.DEFAULTS)) {
      store().put(store().key("key"), bytes("one"));
      other.put(other.key("key"), bytes("two"));
      store().assertHolds(store().key("key"), bytes("one"));
      store().remove(store().key("key"));
      other.assertHolds(other.key("key"), bytes("two"));
    }

    store().put(store().key("key"), bytes("three"));
    store().assertHolds(store().key("key"), bytes("three"));
  }

  @Test
  default void opensAgainAfterOthersWereClosed() {
    for (int i = 0; i < 10; i++) {
      try (StoreProbe other = open(SlotStoreConfig.DEFAULTS)) {
        for (int slot = 0; slot < 100; slot++) {
          other.put(other.key(slot, "key"), bytes(1000, slot));
        }
        other.assertHolds(other.key(50, "key"), bytes(1000, 50));
      }
    }
  }

  @Test
  default void tellsItsMemoryToAnotherThread() {
    fill(SLOT, 300);
    long used = store().stores().usedBytes();

    long seen = CompletableFuture.supplyAsync(store().stores()::usedBytes).join();

    assertThat(seen).isEqualTo(used);
  }

  @Test
  default void addsUpTheMemoryOfTheSlots() {
    long empty = store().stores().usedBytes();
    long sum = 0;
    for (int slot = 0; slot < 30; slot++) {
      fill(slot, slot * 20);
    }
    for (int slot = 0; slot < 30; slot++) {
      sum += store().stores().slot(slot).usedBytes();
    }

    assertThat(store().stores().usedBytes() - empty).isEqualTo(sum);
  }

  @Test
  default void countsAtLeastTheBytesThatItHolds() {
    for (int i = 0; i < 1000; i++) {
      store().put(store().key("key:" + i), bytes(100, i));
    }

    assertThat(store().slot().usedBytes()).isBetween(100_000L, 4_000_000L);
  }

  @ParameterizedTest
  @ValueSource(ints = {60, 2000})
  default void countsLessMemoryAfterEveryRemoval(int count) {
    for (int i = 0; i < count; i++) {
      store().put(store().key("key:" + i), bytes(100, i));
    }
    store().drainWork();
    long all = store().slot().usedBytes();
    for (int i = 0; i < count; i++) {
      long before = store().slot().usedBytes();
      store().remove(store().key("key:" + i));
      store().drainWork();
      assertThat(store().slot().usedBytes()).isLessThan(before);
      if (i == count / 2) {
        assertThat(store().slot().usedBytes()).isLessThan(all - 100L * i);
      }
    }
  }

  @Test
  default void keepsUsedBytesWhenTheSameValueIsPutAgain() {
    fill(SLOT, 1000);
    long used = store().stores().usedBytes();

    fill(SLOT, 1000);
    store().drainWork();

    assertThat(store().stores().usedBytes()).isEqualTo(used);
    SlotStore slot = store().slot();
    assertThat(slot.count()).isEqualTo(1000);
  }
}
