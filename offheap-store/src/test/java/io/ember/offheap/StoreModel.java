package io.ember.offheap;

import static org.assertj.core.api.Assertions.assertThat;

import io.ember.engine.Blob;
import io.ember.engine.BlobAllocator;
import io.ember.engine.Bytes;
import io.ember.engine.EntryView;
import io.ember.engine.Key;
import io.ember.engine.SlotStore;
import io.ember.engine.SlotStores;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * Drives stores with random operations from a seed and compares every answer with a map on the
 * heap.
 */
final class StoreModel {
  /** What the model knows of an entry. Values are made from a seed, so large ones cost no heap. */
  private static final class Expected {
    byte[] value = {};
    byte type;
    long expiresAtMs;
  }

  /** How the random operations are spread. */
  record Load(int slots, int keysPerSlot, int smallValueBytes, int largeOneIn, int largeBytes) {}

  private final SlotStores stores;
  private final Load load;
  private final SplittableRandom random;
  private final Map<String, Expected>[] expected;
  private final Key key = new Key();
  private final Bytes bytes = new Bytes();
  private long longestNs;
  private long largeValues;

  @SuppressWarnings({"unchecked", "rawtypes"})
  StoreModel(SlotStores stores, Load load, long seed) {
    this.stores = stores;
    this.load = load;
    this.random = new SplittableRandom(seed);
    expected = new Map[load.slots()];
    Arrays.setAll(expected, i -> new HashMap<>());
  }

  long longestNs() {
    return longestNs;
  }

  long largeValues() {
    return largeValues;
  }

  /** Performs operations; growing and shrinking phases take turns. */
  void run(long operations) {
    for (long i = 0; i < operations; i++) {
      step((i / Math.max(2000, operations / 16)) % 2 == 0);
      if (i % Math.max(50_000, operations / 8) == 0) {
        verifyAll();
      }
    }
    verifyAll();
  }

  private void step(boolean growing) {
    int slot = random.nextInt(load.slots());
    String name = name(random.nextInt(load.keysPerSlot()), slot);
    SlotStore store = stores.slot(slot);
    setKey(slot, name);
    int what = random.nextInt(100);
    if (what < 30) {
      check(slot, name, timed(() -> store.find(key)));
    } else if (what < (growing ? 70 : 48)) {
      put(store, slot, name);
    } else if (what < (growing ? 76 : 56)) {
      write(store, slot, name);
    } else if (what < (growing ? 84 : 64)) {
      expire(store, slot, name);
    } else if (what < 99) {
      boolean there = expected[slot].remove(name) != null;
      assertThat(timed(() -> store.remove(key))).isEqualTo(there);
    } else if (random.nextInt(20_000) == 0) {
      expected[slot].clear();
      timed(
          () -> {
            store.clear();
            return true;
          });
    } else {
      stores.work();
    }
  }

  private <T extends @Nullable Object> T timed(java.util.function.Supplier<T> call) {
    long start = System.nanoTime();
    T answer = call.get();
    longestNs = Math.max(longestNs, System.nanoTime() - start);
    return answer;
  }

  private void put(SlotStore store, int slot, String name) {
    Expected had = expected[slot].get(name);
    Expected now = new Expected();
    now.type = (byte) random.nextInt(16);
    now.expiresAtMs = random.nextInt(3) == 0 ? random.nextLong(1, 1L << 45) : EntryView.NO_EXPIRY;
    now.value = value(had != null && random.nextInt(3) == 0 ? had.value.length : length());
    boolean isNew;
    if (now.value.length >= BlobAllocator.BLOB_BYTES) {
      largeValues++;
    }
    if (random.nextInt(2) == 0 && now.value.length > load.smallValueBytes()) {
      Blob blob = LargeValues.ALLOCATOR.allocate(now.value.length);
      blob.append(now.value, 0, now.value.length);
      isNew = timed(() -> store.put(key, now.type, blob, now.expiresAtMs));
    } else {
      bytes.wrap(now.value, 0, now.value.length);
      isNew = timed(() -> store.put(key, now.type, bytes, now.expiresAtMs));
    }
    assertThat(isNew).isEqualTo(had == null);
    expected[slot].put(name, now);
  }

  private int length() {
    if (load.largeOneIn() > 0 && random.nextInt(load.largeOneIn()) == 0) {
      return random.nextInt(load.largeBytes());
    }
    return random.nextInt(load.smallValueBytes() + 1);
  }

  private byte[] value(int length) {
    byte[] value = new byte[length];
    Arrays.fill(value, (byte) random.nextInt());
    for (int i = 0; i < Math.min(length, 16); i++) {
      value[i] = (byte) random.nextInt();
      value[length - 1 - i] = (byte) random.nextInt();
    }
    return value;
  }

  private void write(SlotStore store, int slot, String name) {
    Expected had = expected[slot].get(name);
    int position = random.nextInt(had == null ? 10 : Math.min(had.value.length + 20, 300_000));
    byte[] added = value(random.nextInt(60));
    byte type = (byte) random.nextInt(16);
    boolean there =
        timed(() -> store.write(key, type, position, bytes.wrap(added, 0, added.length)));
    assertThat(there).isEqualTo(had != null);
    if (had != null) {
      int end = position + added.length;
      byte[] grown = Arrays.copyOf(had.value, Math.max(had.value.length, end));
      System.arraycopy(added, 0, grown, position, added.length);
      had.value = grown;
      had.type = type;
    }
  }

  private void expire(SlotStore store, int slot, String name) {
    Expected had = expected[slot].get(name);
    long at = random.nextInt(2) == 0 ? EntryView.NO_EXPIRY : random.nextLong(1, 1L << 45);
    assertThat(timed(() -> store.expire(key, at))).isEqualTo(had != null);
    if (had != null) {
      had.expiresAtMs = at;
    }
  }

  private void check(int slot, String name, @Nullable EntryView entry) {
    Expected want = expected[slot].get(name);
    if (want == null) {
      assertThat(entry).isNull();
      return;
    }
    if (entry == null) {
      throw new AssertionError("lost key " + name + " of slot " + slot);
    }
    checkEntry(name, want, entry);
  }

  private static void checkEntry(String name, Expected want, EntryView entry) {
    if (!new String(entry.keyBytes(), java.nio.charset.StandardCharsets.ISO_8859_1).equals(name)
        || entry.type() != want.type
        || entry.expiresAtMs() != want.expiresAtMs
        || entry.length() != want.value.length
        || (entry.blob() != null) != (want.value.length >= BlobAllocator.BLOB_BYTES)
        || !Arrays.equals(entry.valueBytes(), want.value)) {
      throw new AssertionError("wrong entry of key " + name);
    }
  }

  /** Compares everything: every key, counts and sums, and a whole scan of each slot. */
  void verifyAll() {
    long count = 0;
    long used = 0;
    for (int slot = 0; slot < load.slots(); slot++) {
      SlotStore store = stores.slot(slot);
      Map<String, Expected> all = expected[slot];
      count += all.size();
      used += store.usedBytes();
      assertThat(store.count()).isEqualTo(all.size());
      assertThat(store.expiringCount())
          .isEqualTo(
              all.values().stream().filter(e -> e.expiresAtMs != EntryView.NO_EXPIRY).count());
      assertThat(store.usedBytes() == 0).isEqualTo(all.isEmpty());
      Set<String> seen = new HashSet<>();
      long cursor = SlotStore.SCAN_START;
      do {
        cursor =
            store.scan(
                cursor,
                100,
                entry -> {
                  String name =
                      new String(entry.keyBytes(), java.nio.charset.StandardCharsets.ISO_8859_1);
                  Expected want = all.get(name);
                  if (want == null) {
                    throw new AssertionError("scan shows removed key " + name);
                  }
                  checkEntry(name, want, entry);
                  seen.add(name);
                });
      } while (cursor != SlotStore.SCAN_END);
      assertThat(seen).hasSize(all.size());
      for (String name : all.keySet()) {
        setKey(slot, name);
        check(slot, name, store.peek(key));
      }
    }
    assertThat(stores.count()).isEqualTo(count);
    assertThat(stores.usedBytes()).isEqualTo(used);
  }

  private void setKey(int slot, String name) {
    byte[] array = name.getBytes(java.nio.charset.StandardCharsets.ISO_8859_1);
    key.set(array, 0, array.length, slot, Xxh64.hash(array, 0, array.length));
  }

  /** Keys of many lengths, among them the empty one. */
  private static String name(int number, int slot) {
    if (number == 0) {
      return "";
    }
    String start = slot + ":" + number;
    int more = number % 37 == 0 ? number % 200 : number % 13;
    return start + "k".repeat(more);
  }
}
