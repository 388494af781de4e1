package io.ember.engine.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.ember.engine.Bytes;
import io.ember.engine.EntryView;
import io.ember.engine.Key;
import io.ember.engine.Keyspace;
import io.ember.engine.MemoryBudget;
import io.ember.engine.SlotStore;
import io.ember.engine.SlotStoreConfig;
import io.ember.engine.Slots;
import io.ember.engine.StoresSpy;
import io.ember.engine.ValueType;
import io.ember.engine.heap.HeapSlotStoreFactory;
import org.junit.jupiter.api.Test;

/** What one step of a walk costs, in scans of slots and in what these may pass over. */
class SlotWalkTest {
  private final HeapSlotStoreFactory factory = new HeapSlotStoreFactory();

  private void put(Keyspace keyspace, int slot, int number) {
    byte[] bytes = Bytes.of("key:" + number).toByteArray();
    Key key =
        new Key().set(bytes, 0, bytes.length, slot, factory.hasher().hash(bytes, 0, bytes.length));
    keyspace.put(key, ValueType.STRING.code(), Bytes.of("v"), EntryView.NO_EXPIRY);
  }

  @Test
  void takesManySparseSlotsInOneStepOfBoundedWork() {
    try (StoresSpy stores = new StoresSpy(factory.create(SlotStoreConfig.DEFAULTS))) {
      Keyspace keyspace =
          new Keyspace(
              stores,
              factory.hasher(),
              new MemoryBudget(MemoryBudget.UNLIMITED, false),
              slot -> true,
              1);
      for (int slot = 0; slot < Slots.SLOT_COUNT; slot++) {
        put(keyspace, slot, slot);
      }
      for (int number = 0; number < 5_000; number++) {
        put(keyspace, 77, number);
      }
      for (int limit : new int[] {1, 10, 512}) {
        SlotWalk walk = new SlotWalk(0, SlotStore.SCAN_START);
        int[] visited = new int[1];
        int steps = 0;
        boolean isDone = false;
        while (!isDone) {
          stores.reset();
          isDone = walk.visit(keyspace, limit, entry -> visited[0]++);
          steps++;
          assertThat(stores.limits()).hasSizeBetween(1, limit).allMatch(piece -> piece <= 32);
        }
        assertThat(visited[0]).isEqualTo(Slots.SLOT_COUNT + 5_000 - 1);
        assertThat(steps).isLessThanOrEqualTo(2 * visited[0] / limit + 2);
      }
    }
  }
}
