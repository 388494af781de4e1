package io.ember.offheap;

import static org.assertj.core.api.Assertions.assertThat;

import io.ember.engine.Bytes;
import io.ember.engine.EngineConfig;
import io.ember.engine.EntryView;
import io.ember.engine.Key;
import io.ember.engine.Reply;
import io.ember.engine.SlotStore;
import io.ember.engine.SlotStoreConfig;
import io.ember.engine.Slots;
import io.ember.engine.StorageEngine;
import java.nio.charset.StandardCharsets;
import java.util.BitSet;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** How many calls a scan of sparse tables takes, and how much one of them does. */
class ScanCostTest {
  @Test
  void aKeyInEachSlotIsScannedWithFewCalls() {
    int count = 10;
    try (StorageEngine engine = StorageEngine.open(EngineConfig.of(Map.of()))) {
      BitSet filled = new BitSet();
      for (int i = 0; filled.cardinality() < Slots.SLOT_COUNT; i++) {
        byte[] key = ("key:" + i).getBytes(StandardCharsets.US_ASCII);
        int slot = Slots.keySlot(key);
        if (!filled.get(slot)) {
          filled.set(slot);
          engine.put(key, key);
        }
      }
      Set<String> found = new HashSet<>();
      String cursor = "0";
      int calls = 0;
      do {
        Reply.Array reply =
            (Reply.Array) engine.call("SCAN", cursor, "COUNT", Integer.toString(count));
        cursor = ((Reply.Bulk) reply.items().get(0)).text();
        ((Reply.Array) reply.items().get(1))
            .items()
            .forEach(key -> found.add(((Reply.Bulk) key).text()));
        calls++;
      } while (!cursor.equals("0"));

      System.out.println(calls + " calls of SCAN for " + found.size() + " keys, COUNT " + count);
      assertThat(found).hasSize(Slots.SLOT_COUNT);
      assertThat(calls).isLessThanOrEqualTo(4 * Slots.SLOT_COUNT / count);
    }
  }

  @Test
  void aCallPassesOverFewCellsOfASparseTable() {
    int keys = 2_000;
    int limit = 10;
    try (DirectSlotStores stores = new DirectSlotStores(SlotStoreConfig.DEFAULTS)) {
      SlotStore slot = stores.slot(3);
      for (int i = 0; i < keys; i++) {
        slot.put(key(i), (byte) 0, Bytes.of("v"), EntryView.NO_EXPIRY);
      }
      slot.put(
          key(keys), (byte) 0, Bytes.of(new byte[60_000]), EntryView.NO_EXPIRY); // no shrinking
      for (int i = 0; i < keys; i++) {
        slot.remove(key(i));
      }
      int[] visited = new int[1];
      int calls = 0;
      long cursor = SlotStore.SCAN_START;
      while (cursor != SlotStore.SCAN_END) {
        cursor = slot.scan(cursor, limit, entry -> visited[0]++);
        calls++;
      }

      assertThat(visited[0]).isOne();
      assertThat(calls).isGreaterThanOrEqualTo(keys / (limit * SlotStore.PASSED_PER_ENTRY));
    }
  }

  private static Key key(int number) {
    byte[] bytes = ("key:" + number).getBytes(StandardCharsets.US_ASCII);
    return new Key().set(bytes, 0, bytes.length, 3, Xxh64.hash(bytes, 0, bytes.length));
  }
}
