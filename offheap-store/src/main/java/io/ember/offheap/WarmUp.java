package io.ember.offheap;

import io.ember.engine.Bytes;
import io.ember.engine.EntryView;
import io.ember.engine.EntryVisitor;
import io.ember.engine.Key;
import io.ember.engine.SlotStore;
import io.ember.engine.SlotStoreConfig;
import io.ember.engine.SlotStores;
import java.nio.charset.StandardCharsets;

/**
 * Uses stores for a moment before the node serves, so that the first calls of clients are not the
 * ones that wait for Chronicle Map to generate its classes and for the JVM to compile the way to
 * them. Stateless.
 */
final class WarmUp {
  private static final int ROUNDS = 40;
  private static final int KEYS = 256;
  private static final int SLOTS = 16;
  private static final EntryVisitor NOTHING = entry -> {};

  private WarmUp() {}

  /** Warms one way to the maps. */
  static void run(StoragePath path, SlotStoreConfig config) {
    try (SlotStores stores = path.create(config)) {
      Key[] keys = new Key[KEYS];
      for (int i = 0; i < KEYS; i++) {
        byte[] bytes = ("warm-up:" + i).getBytes(StandardCharsets.US_ASCII);
        keys[i] =
            new Key().set(bytes, 0, bytes.length, i % SLOTS, Xxh64.hash(bytes, 0, bytes.length));
      }
      int rounds = path == StoragePath.DIRECT ? ROUNDS : ROUNDS / 10;
      for (int round = 0; round < rounds; round++) {
        round(stores, keys, round);
      }
    }
  }

  private static void round(SlotStores stores, Key[] keys, int round) {
    byte[] content = new byte[64 + round % 2 * 8];
    Bytes value = Bytes.of(content);
    stores.prefetch(keys, KEYS);
    for (int i = 0; i < KEYS; i++) {
      SlotStore slot = stores.slot(keys[i].slot());
      slot.put(keys[i], (byte) 0, value, i % 8 == 0 ? 1 : EntryView.NO_EXPIRY);
      EntryView entry = slot.find(keys[i]);
      if (entry != null) {
        entry.copyTo(0, content, 0, entry.length());
      }
      if (i % 4 == 0) {
        slot.write(keys[i], (byte) 0, 8, value);
        slot.expire(keys[i], EntryView.NO_EXPIRY);
        slot.remove(keys[i]);
      }
    }
    for (int slot = 0; slot < SLOTS; slot++) {
      stores.slot(slot).scan(SlotStore.SCAN_START, KEYS, NOTHING);
      stores.slot(slot).sample(round, 5, NOTHING);
      if (round % 8 == 0) {
        stores.slot(slot).clear();
      }
    }
    stores.work();
  }
}
