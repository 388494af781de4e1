package io.ember.offheap;

import static org.assertj.core.api.Assertions.assertThat;

import io.ember.engine.Key;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Direct access and the ordinary interface take turns on the same map, against a map on the heap.
 */
class MixedAccessTest {
  private final TierAccess tier = new TierAccess();
  private final Key key = new Key();
  private final Slice keySlice = new Slice();
  private final Slice valueSlice = new Slice();
  private final Slice using = new Slice();

  @ParameterizedTest
  @CsvSource({
    "600, 60, 40, 1",
    "600, 60, 40, 2",
    "60000, 4000, 3000, 3",
    "4000000, 3000, 2000, 4",
    "16, 5, 6, 5"
  })
  void agreesWithTheOrdinaryInterface(long chunks, long entries, int keys, long seed) {
    run(ShapePolicy.shape(chunks, entries), keys, seed, 30_000);
  }

  @Test
  @Tag("soak")
  void agreesWithTheOrdinaryInterfaceForLong() {
    for (int round = 0; round < 10; round++) {
      run(ShapePolicy.shape(600, 60), 40, 100 + round, 300_000);
      run(ShapePolicy.shape(60_000, 4000), 3000, 200 + round, 300_000);
      run(ShapePolicy.shape(4_000_000, 3000), 2000, 300 + round, 400_000);
    }
  }

  private void run(int shapeNumber, int keys, long seed, int operations) {
    SplittableRandom random = new SplittableRandom(seed);
    Map<String, byte[]> model = new HashMap<>();
    try (SlotMap map = new MapShape(shapeNumber).create()) {
      for (int i = 0; i < operations; i++) {
        String name = name(random.nextInt(keys));
        boolean direct = random.nextInt(3) > 0;
        int what = random.nextInt(100);
        if (what < 40) {
          assertThat(direct ? get(map, name) : apiGet(map, name)).isEqualTo(model.get(name));
        } else if (what < 75) {
          put(map, model, name, random, direct);
        } else {
          boolean removed = direct ? remove(map, name) : apiRemove(map, name);
          assertThat(removed).isEqualTo(model.remove(name) != null);
        }
        if (i % 5000 == 0) {
          verify(map, model);
        }
      }
      verify(map, model);
    }
  }

  private void put(
      SlotMap map,
      Map<String, byte[]> model,
      String name,
      SplittableRandom random,
      boolean direct) {
    byte[] value = new byte[random.nextInt(20) == 0 ? random.nextInt(300) : random.nextInt(40)];
    random.nextBytes(value);
    if (direct) {
      boolean there = find(map, name);
      long record = there ? tier.resize(key, value.length) : tier.insert(key, value.length);
      if (record == TierAccess.NO_ROOM) {
        return;
      }
      RawMemory.copyIn(value, 0, value.length, record);
    } else {
      if (find(map, name)
          ? !hasRoom(map, value.length + 60)
          : map.longSize() + 1 >= map.shape().maxEntries || !hasRoom(map, value.length + 60)) {
        return;
      }
      TierAccess.resetLowestFree(map.base());
      map.put(slice(name), valueSlice.wrap(value, 0, value.length));
      assertThat(map.remainingAutoResizes()).isEqualTo(64);
    }
    model.put(name, value);
  }

  /** The ordinary interface would open a tier; this test is about one. */
  private static boolean hasRoom(SlotMap map, int bytes) {
    return ChunkBitmap.findClearRun(
            map.base() + map.shape().bitmapOffset,
            0,
            ShapePolicy.chunksOf(bytes),
            map.shape().chunks)
        != ChunkBitmap.NONE;
  }

  private byte @org.jspecify.annotations.Nullable [] get(SlotMap map, String name) {
    if (!find(map, name)) {
      return null;
    }
    byte[] value = new byte[tier.recordBytes()];
    RawMemory.copyOut(tier.record(), value, 0, value.length);
    return value;
  }

  private byte @org.jspecify.annotations.Nullable [] apiGet(SlotMap map, String name) {
    Slice value = map.getUsing(slice(name), using);
    return value == null ? null : value.toByteArray();
  }

  private boolean remove(SlotMap map, String name) {
    if (!find(map, name)) {
      return false;
    }
    tier.remove();
    return true;
  }

  private boolean apiRemove(SlotMap map, String name) {
    boolean there = map.containsKey(slice(name));
    map.remove(slice(name));
    return there;
  }

  private void verify(SlotMap map, Map<String, byte[]> model) {
    assertThat(map.longSize()).isEqualTo(model.size());
    int[] seen = {0};
    map.forEachEntry(
        entry -> {
          String name = new String(entry.key().get().toByteArray(), StandardCharsets.ISO_8859_1);
          assertThat(entry.value().get().toByteArray()).isEqualTo(model.get(name));
          seen[0]++;
        });
    assertThat(seen[0]).isEqualTo(model.size());
    for (String name : model.keySet()) {
      assertThat(get(map, name)).isEqualTo(model.get(name));
    }
  }

  private boolean find(SlotMap map, String name) {
    byte[] bytes = name.getBytes(StandardCharsets.ISO_8859_1);
    key.set(bytes, 0, bytes.length, 0, Xxh64.hash(bytes, 0, bytes.length));
    return tier.find(map.base(), map.shape(), key);
  }

  private Slice slice(String name) {
    byte[] bytes = name.getBytes(StandardCharsets.ISO_8859_1);
    return keySlice.wrap(bytes, 0, bytes.length);
  }

  private static String name(int number) {
    return number == 0 ? "" : number + "k".repeat(number % 11 == 0 ? number % 170 : number % 7);
  }
}
