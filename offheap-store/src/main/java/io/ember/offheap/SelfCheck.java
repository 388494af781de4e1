package io.ember.offheap;

import io.ember.engine.Bytes;
import io.ember.engine.EntryView;
import io.ember.engine.Key;
import io.ember.engine.SlotStoreConfig;
import java.util.Arrays;
import net.openhft.chronicle.algo.hashing.LongHashFunction;
import org.jspecify.annotations.Nullable;

/**
 * Compares, at start, direct access to the memory of maps with the ordinary interface of the same
 * maps: what one writes the other must read, with cells of both sizes. A wrong write would corrupt
 * silently, so any difference puts the whole node on the ordinary interface.
 *
 * <p>Stateless between runs; any thread, one at a time per instance.
 */
final class SelfCheck {
  private static final int KEYS = 150;
  private static final int GROWTH_KEYS = 12_000;

  /** Chunks of the three maps: the last has cells of eight bytes. */
  private static final long[] CHUNKS = {20_000, 40_000, 3_000_000};

  private static final long[] ENTRIES = {200, 1000, 20_000};

  private final SlotMap map;
  private final TierAccess tier = new TierAccess();
  private final Key key = new Key();
  private final Slice keySlice = new Slice();
  private final Slice valueSlice = new Slice();
  private final Slice using = new Slice();
  private final int[] lengths = new int[KEYS];

  private SelfCheck(SlotMap map) {
    this.map = map;
  }

  /** {@return what is wrong with direct access, or null} */
  static @Nullable Throwable run() {
    try {
      checkHash();
      boolean wide = false;
      for (int i = 0; i < CHUNKS.length; i++) {
        MapShape shape = new MapShape(ShapePolicy.shape(CHUNKS[i], ENTRIES[i]));
        wide |= shape.cellBytes == 8;
        try (SlotMap map = shape.create()) {
          new SelfCheck(map).check();
        }
      }
      require(wide, "no map had cells of eight bytes");
      checkGrowth();
      return null;
    } catch (Exception | LinkageError | AssertionError e) {
      return e;
    }
  }

  private static void checkHash() {
    for (int length = 0; length < 200; length++) {
      byte[] bytes = bytes(length, length);
      require(
          LongHashFunction.xx_r39().hashBytes(bytes) == Xxh64.hash(bytes, 0, length),
          "hash of an array");
    }
  }

  private void check() {
    for (int i = 0; i < KEYS; i++) {
      write(i, i * 13 % 200, i % 2 == 0);
    }
    readAll();
    for (int i = 0; i < KEYS; i++) {
      write(i, i * 29 % 300, i % 3 == 0);
    }
    readAll();
    for (int i = 0; i < KEYS; i += 2) {
      remove(i, i % 4 == 0);
      require(!map.containsKey(keySlice(i)), "a removed key is there");
      require(!find(i), "a removed key is found");
    }
    int[] seen = {0};
    map.forEachEntry(entry -> seen[0]++);
    require(seen[0] == KEYS / 2 && map.longSize() == KEYS / 2, "number of entries");
    require(map.remainingAutoResizes() == 64, "a map opened a tier");
  }

  private void write(int i, int valueLength, boolean direct) {
    byte[] value = bytes(i, valueLength);
    lengths[i] = valueLength;
    if (!direct) {
      TierAccess.resetLowestFree(map.base());
      map.put(keySlice(i), valueSlice.wrap(value, 0, value.length));
      return;
    }
    long record = find(i) ? tier.resize(key, value.length) : tier.insert(key, value.length);
    require(record != TierAccess.NO_ROOM, "no room");
    RawMemory.copyIn(value, 0, value.length, record);
  }

  private void remove(int i, boolean direct) {
    if (direct) {
      require(find(i), "a key that is to be removed is not found");
      tier.remove();
    } else {
      map.remove(keySlice(i));
    }
  }

  private void readAll() {
    require(map.longSize() == KEYS, "number of entries");
    for (int i = 0; i < KEYS; i++) {
      Slice got = map.getUsing(keySlice(i), using);
      require(got != null && find(i), "a key is not found");
      byte[] direct = new byte[tier.recordBytes()];
      RawMemory.copyOut(tier.record(), direct, 0, direct.length);
      require(Arrays.equals(got.toByteArray(), direct), "both ways read different values");
      require(Arrays.equals(bytes(i, lengths[i]), direct), "a value is not what was written");
    }
  }

  private boolean find(int i) {
    byte[] bytes = keyBytes(i);
    key.set(bytes, 0, bytes.length, 0, Xxh64.hash(bytes, 0, bytes.length));
    return tier.find(map.base(), map.shape(), key);
  }

  private Slice keySlice(int i) {
    byte[] bytes = keyBytes(i);
    return keySlice.wrap(bytes, 0, bytes.length);
  }

  /** Keys of 0 to some hundred bytes, all different. */
  private static byte[] keyBytes(int i) {
    byte[] bytes = bytes(i, i == 0 ? 0 : 2 + i * 7 % 120 * (i % 5 == 0 ? 3 : 1));
    if (i > 0) {
      bytes[0] = (byte) i;
      bytes[1] = (byte) (i >> 8);
    }
    return bytes;
  }

  private static byte[] bytes(int seed, int length) {
    byte[] bytes = new byte[length];
    for (int i = 0; i < length; i++) {
      bytes[i] = (byte) (seed * 31 + i * 7);
    }
    return bytes;
  }

  /** Fills slots until their maps were replaced several times, one of them in slices. */
  private static void checkGrowth() {
    try (DirectSlotStores stores = new DirectSlotStores(new SlotStoreConfig(8, 8, false))) {
      Key key = new Key();
      Bytes value = new Bytes();
      for (int i = 0; i < GROWTH_KEYS; i++) {
        byte[] bytes = bytes(i, i % 100);
        stores.slot(i & 1).put(numbered(key, i), (byte) 0, value.wrap(bytes, 0, bytes.length), i);
      }
      require(stores.count() == GROWTH_KEYS, "number of entries after growth");
      for (int i = 0; i < GROWTH_KEYS; i++) {
        EntryView entry = stores.slot(i & 1).find(numbered(key, i));
        boolean same =
            entry != null
                && entry.expiresAtMs() == i
                && Arrays.equals(entry.valueBytes(), bytes(i, i % 100));
        require(same, "an entry is not what was put before the growth");
        require(stores.slot(i & 1).remove(numbered(key, i)), "a key is not removed");
      }
      require(stores.count() == 0 && stores.usedBytes() == 0, "emptied slots have content");
    }
  }

  private static Key numbered(Key key, int i) {
    byte[] bytes = ("self-check:" + i).getBytes(java.nio.charset.StandardCharsets.US_ASCII);
    return key.set(bytes, 0, bytes.length, i & 1, Xxh64.hash(bytes, 0, bytes.length));
  }

  private static void require(boolean condition, String what) {
    if (!condition) {
      throw new IllegalStateException("self check: " + what);
    }
  }
}
