package io.ember.cluster.core.effect;

import static org.assertj.core.api.Assertions.assertThat;

import io.ember.engine.Bytes;
import io.ember.engine.EntryView;
import io.ember.engine.Key;
import io.ember.engine.SlotStore;
import io.ember.engine.SlotStoreConfig;
import io.ember.engine.heap.HeapSlotStoreFactory;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SlotDigestTest {
  private static final HeapSlotStoreFactory STORES = new HeapSlotStoreFactory();

  private static SlotStore store() {
    return STORES.create(SlotStoreConfig.DEFAULTS).slot(1);
  }

  private static void put(SlotStore store, String key, String value, int type, long expiresAtMs) {
    byte[] bytes = key.getBytes(StandardCharsets.US_ASCII);
    Key of = new Key().set(bytes, 0, bytes.length, 1, STORES.hasher().hash(bytes, 0, bytes.length));
    store.put(of, (byte) type, Bytes.of(value), expiresAtMs);
  }

  private static String digest(SlotStore store, long slice) {
    SlotDigest digest = new SlotDigest(STORES.hasher(), SlotDigest.scratch());
    digest.begin(1);
    while (!digest.step(store, slice)) {
      // The next slice.
    }
    return digest.count() + "/" + digest.hash();
  }

  @Test
  void dependsNeitherOnOrderNorOnSlices() {
    SlotStore one = store();
    SlotStore two = store();
    for (int i = 0; i < 3_000; i++) {
      put(one, "k" + i, "v" + i, 1, i);
      put(two, "k" + (2_999 - i), "v" + (2_999 - i), 1, 2_999 - i);
    }
    assertThat(digest(one, 1 << 20)).isEqualTo(digest(two, 100)).startsWith("3000/");
  }

  @Test
  void noSliceIsLongerThanItMayBeHoweverLongAValueIs() {
    SlotStore store = store();
    put(store, "large", "x".repeat(10_000_000), 1, EntryView.NO_EXPIRY);
    put(store, "small", "x", 1, EntryView.NO_EXPIRY);
    SlotDigest digest = new SlotDigest(STORES.hasher(), SlotDigest.scratch());
    digest.begin(1);
    int slices = 1;
    while (!digest.step(store, 100_000)) {
      assertThat(digest.stepBytes()).isLessThan(200_000);
      slices++;
    }
    assertThat(slices).isGreaterThan(50);
    assertThat(digest.count()).isEqualTo(2);
    assertThat(digest(store, 1 << 30)).isEqualTo(digest.count() + "/" + digest.hash());
  }

  @Test
  void dependsOnEverythingElse() {
    Set<String> digests = new HashSet<>();
    String[][] entries = {{"a", "b"}, {"ab", ""}, {"", "ab"}, {"a", "c"}, {"b", "b"}};
    for (String[] entry : entries) {
      for (int type = 1; type < 3; type++) {
        for (long expiry : new long[] {EntryView.NO_EXPIRY, 0, 1}) {
          SlotStore store = store();
          put(store, entry[0], entry[1], type, expiry);
          digests.add(digest(store, 1 << 20));
        }
      }
    }
    assertThat(digests).hasSize(entries.length * 6);
    assertThat(digest(store(), 1)).isEqualTo("0/0");
  }

  @Test
  void everyByteOfALongValueCounts() {
    int[] places = {0, 7, 8, 65_535, 65_536, 65_537, 199_999};
    everyByteCounts(places, 200_000);
    everyByteCounts(places, 1_000_000);
  }

  private static void everyByteCounts(int[] places, int length) {
    Set<String> digests = new HashSet<>();
    for (int place : places) {
      char[] value = "x".repeat(length).toCharArray();
      value[place] = 'y';
      SlotStore store = store();
      put(store, "k", new String(value), 1, EntryView.NO_EXPIRY);
      digests.add(digest(store, 1));
    }
    assertThat(digests).hasSize(places.length);
  }
}
