package io.ember.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.ember.engine.heap.HeapSlotStoreFactory;
import java.util.Random;
import org.junit.jupiter.api.Test;

class OccupiedSlotsTest {
  private final HeapSlotStoreFactory factory = new HeapSlotStoreFactory();

  private Key key(int slot, int number) {
    byte[] bytes = KeyspaceFixture.bytes("key:" + number);
    return new Key()
        .set(bytes, 0, bytes.length, slot, factory.hasher().hash(bytes, 0, bytes.length));
  }

  private void put(Keyspace keyspace, int slot, int number, long expiresAtMs) {
    keyspace.put(key(slot, number), KeyspaceFixture.STRING, Bytes.of("v"), expiresAtMs);
  }

  /** {@return the slot of the entry with this number, the slow way} */
  private static int expectedSlot(SlotStores stores, long number) {
    long left = number;
    for (int slot = 0; slot < Slots.SLOT_COUNT; slot++) {
      left -= stores.slot(slot).count();
      if (left < 0) {
        return slot;
      }
    }
    return -1;
  }

  @Test
  void knowsTheSlotOfEachEntry() {
    int[] counts = {3, 0, 1, 500, 2};
    int[] slots = {0, 5, 127, 128, 16383};
    try (SlotStores stores = factory.create(SlotStoreConfig.DEFAULTS)) {
      for (int i = 0; i < slots.length; i++) {
        for (int number = 0; number < counts[i]; number++) {
          stores
              .slot(slots[i])
              .put(key(slots[i], number), KeyspaceFixture.STRING, Bytes.of("v"), -1);
        }
      }
      OccupiedSlots occupied = new OccupiedSlots(stores);

      for (int number = 0; number <= stores.count(); number++) {
        assertThat(occupied.slotOfEntry(number)).isEqualTo(expectedSlot(stores, number));
      }
      assertThat(occupied.next(0)).isZero();
      assertThat(occupied.next(1)).isEqualTo(127);
      assertThat(occupied.next(Slots.SLOT_COUNT)).isEqualTo(-1);
    }
  }

  @Test
  void staysRightWhateverHappensToTheEntries() {
    Random random = new Random(4);
    MemoryBudget memory = new MemoryBudget(60_000, true);
    try (SlotStores stores = factory.create(new SlotStoreConfig(16, 16, true))) {
      Keyspace keyspace = new Keyspace(stores, factory.hasher(), memory, slot -> true, 1);
      for (int i = 0; i < 20_000; i++) {
        int slot = random.nextInt(40) * 67;
        int number = random.nextInt(50);
        keyspace.setNowMs(i);
        switch (random.nextInt(8)) {
          case 0 -> keyspace.remove(key(slot, number));
          case 1 -> keyspace.find(key(slot, number));
          case 2 -> keyspace.sweepExpired(5);
          case 3 -> {
            if (random.nextInt(50) == 0) {
              keyspace.clear(slot);
            }
          }
          default -> {
            keyspace.makeRoom();
            put(keyspace, slot, number, random.nextBoolean() ? i + 300L : EntryView.NO_EXPIRY);
          }
        }
        int drawn = keyspace.randomSlot();
        assertThat(drawn >= 0).isEqualTo(stores.count() > 0);
        assertThat(drawn < 0 || stores.slot(drawn).count() > 0).isTrue();
      }
      assertThat(keyspace.evictedCount()).isPositive();
      assertThat(keyspace.expiredCount()).isPositive();
    }
  }

  @Test
  void drawsASlotByItsEntriesWithBoundedWork() {
    int big = 9_000;
    try (SlotStores stores = factory.create(SlotStoreConfig.DEFAULTS)) {
      StoresSpy spy = new StoresSpy(stores);
      Keyspace keyspace =
          new Keyspace(
              spy,
              factory.hasher(),
              new MemoryBudget(MemoryBudget.UNLIMITED, false),
              slot -> true,
              1);
      for (int slot = 0; slot < Slots.SLOT_COUNT; slot++) {
        put(keyspace, slot, 0, EntryView.NO_EXPIRY);
      }
      for (int number = 1; number < Slots.SLOT_COUNT; number++) {
        put(keyspace, big, number, EntryView.NO_EXPIRY);
      }
      int drawnBig = 0;
      for (int i = 0; i < 2_000; i++) {
        spy.reset();
        drawnBig += keyspace.randomSlot() == big ? 1 : 0;
        assertThat(spy.slotCalls()).isLessThanOrEqualTo(300);
      }
      assertThat(drawnBig).as("half of all entries, so half of all draws").isBetween(900, 1_100);
    }
  }
}
