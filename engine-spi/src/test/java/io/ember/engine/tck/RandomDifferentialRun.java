package io.ember.engine.tck;

import static org.assertj.core.api.Assertions.assertThat;

import io.ember.engine.Blob;
import io.ember.engine.EntryView;
import io.ember.engine.Key;
import io.ember.engine.SlotStore;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * Random operations on a store and on maps of the JDK. Every answer is compared, and now and then
 * everything. The same seed gives the same operations.
 */
public final class RandomDifferentialRun {
  private static final int CHECK_EVERY = 5000;

  /** What an entry should be. */
  @SuppressWarnings("ArrayRecordComponent") // compared part by part
  private record Expected(byte type, byte[] value, long expiresAtMs) {}

  private final StoreProbe store;
  private final SplittableRandom random;
  private final long seed;
  private final int slotCount;
  private final int keyCount;
  private final Map<Integer, Map<String, Expected>> model = new HashMap<>();

  /**
   * @param slotCount how many slots are used
   * @param keyCount how many different keys there are in all of them together
   */
  public RandomDifferentialRun(StoreProbe store, long seed, int slotCount, int keyCount) {
    this.store = store;
    this.random = new SplittableRandom(seed);
    this.seed = seed;
    this.slotCount = slotCount;
    this.keyCount = keyCount;
  }

  /** Does that many operations and checks everything at the end. */
  public void run(int operations) {
    for (int i = 1; i <= operations; i++) {
      try {
        step();
      } catch (AssertionError | RuntimeException e) {
        throw new AssertionError("seed " + seed + ", operation " + i + ": " + e.getMessage(), e);
      }
      if (i % CHECK_EVERY == 0) {
        checkAll();
      }
    }
    checkAll();
    checkMemory();
  }

  private void step() {
    int keyNumber = random.nextInt(keyCount);
    int slot = keyNumber % slotCount;
    Key key = store.key(slot, nameOf(keyNumber));
    String name = nameOf(keyNumber);
    Map<String, Expected> entries = model.computeIfAbsent(slot, s -> new HashMap<>());
    int choice = random.nextInt(1000);
    if (choice < 350) {
      put(key, name, entries);
    } else if (choice < 550) {
      check(key, entries.get(name));
    } else if (choice < 750) {
      assertThat(store.remove(key)).isEqualTo(entries.remove(name) != null);
    } else if (choice < 850) {
      write(key, name, entries);
    } else if (choice < 930) {
      expire(key, name, entries);
    } else if (choice < 970) {
      prefetch();
    } else if (choice < 990) {
      store.stores().work();
    } else if (choice < 998) {
      checkScan(slot, entries);
    } else if (choice == 998 && random.nextInt(5) == 0) {
      store.stores().slot(slot).clear();
      entries.clear();
    } else {
      store.stores().setClockSeconds(1_795_000_000L + random.nextInt(100_000));
    }
  }

  /** {@return a name of 0 to about 60 bytes, some of them much longer} */
  private static String nameOf(int keyNumber) {
    if (keyNumber == 0) {
      return "";
    }
    String name = "k" + keyNumber;
    return switch (keyNumber % 29) {
      case 3 -> name + "-".repeat(50);
      case 5 -> name + "=".repeat(300);
      case 7 -> keyNumber < 100 ? name + "_".repeat(60_000) : name;
      default -> name;
    };
  }

  private void put(Key key, String name, Map<String, Expected> entries) {
    byte type = (byte) random.nextInt(16);
    byte[] value = randomValue();
    long expiresAtMs = random.nextInt(3) == 0 ? random.nextLong(1L << 45) : EntryView.NO_EXPIRY;
    boolean isNew;
    if (random.nextInt(10) == 0) {
      Blob blob = store.blob(value);
      isNew = store.stores().slot(key.slot()).put(key, type, blob, expiresAtMs);
    } else {
      isNew = store.put(key, type, value, expiresAtMs);
    }
    assertThat(isNew).isEqualTo(entries.put(name, new Expected(type, value, expiresAtMs)) == null);
  }

  private byte[] randomValue() {
    int choice = random.nextInt(1000);
    int length;
    if (choice < 5) {
      length = 65_536 + random.nextInt(40_000);
    } else if (choice < 15) {
      length = 60_000 + random.nextInt(5535);
    } else if (choice < 100) {
      length = random.nextInt(4000);
    } else {
      length = random.nextInt(120);
    }
    return StoreProbe.bytes(length, random.nextLong());
  }

  private void write(Key key, String name, Map<String, Expected> entries) {
    Expected old = entries.get(name);
    int length = old == null ? 10 : old.value().length;
    int position = random.nextInt(length + 1) + (random.nextInt(4) == 0 ? random.nextInt(50) : 0);
    byte[] part = StoreProbe.bytes(random.nextInt(60), random.nextLong());
    boolean exists =
        store
            .stores()
            .slot(key.slot())
            .write(key, (byte) 1, position, io.ember.engine.Bytes.of(part));
    assertThat(exists).isEqualTo(old != null);
    if (old != null) {
      byte[] value = Arrays.copyOf(old.value(), Math.max(length, position + part.length));
      System.arraycopy(part, 0, value, position, part.length);
      entries.put(name, new Expected((byte) 1, value, old.expiresAtMs()));
    }
  }

  private void expire(Key key, String name, Map<String, Expected> entries) {
    long at = random.nextInt(3) == 0 ? EntryView.NO_EXPIRY : random.nextLong(1L << 45);
    Expected old = entries.get(name);
    assertThat(store.expire(key, at)).isEqualTo(old != null);
    if (old != null) {
      entries.put(name, new Expected(old.type(), old.value(), at));
    }
  }

  private void prefetch() {
    Key[] keys = new Key[1 + random.nextInt(64)];
    Arrays.setAll(
        keys,
        i -> {
          int keyNumber = random.nextInt(2 * keyCount);
          return store.key(keyNumber % slotCount, nameOf(keyNumber));
        });
    store.stores().prefetch(keys, keys.length);
  }

  private void check(Key key, @org.jspecify.annotations.Nullable Expected expected) {
    if (expected == null) {
      store.assertAbsent(key);
    } else {
      store.assertHolds(key, expected.type(), expected.value(), expected.expiresAtMs());
    }
  }

  private void checkScan(int slot, Map<String, Expected> entries) {
    Set<String> seen = new HashSet<>(store.scanAll(slot, 1 + random.nextInt(50)));
    assertThat(seen).isEqualTo(entries.keySet());
  }

  private void checkAll() {
    long count = 0;
    for (Map.Entry<Integer, Map<String, Expected>> slot : model.entrySet()) {
      Map<String, Expected> entries = slot.getValue();
      SlotStore slotStore = store.stores().slot(slot.getKey());
      entries.forEach((name, expected) -> check(store.key(slot.getKey(), name), expected));
      assertThat(slotStore.count()).isEqualTo(entries.size());
      assertThat(slotStore.expiringCount())
          .isEqualTo(
              entries.values().stream()
                  .filter(entry -> entry.expiresAtMs() != EntryView.NO_EXPIRY)
                  .count());
      assertThat(new HashSet<>(store.scanAll(slot.getKey(), 100))).isEqualTo(entries.keySet());
      count += entries.size();
    }
    assertThat(store.stores().count()).isEqualTo(count);
  }

  private void checkMemory() {
    long content = 0;
    for (Map<String, Expected> entries : model.values()) {
      for (Map.Entry<String, Expected> entry : entries.entrySet()) {
        content += entry.getKey().length() + entry.getValue().value().length;
      }
    }
    assertThat(store.stores().usedBytes()).isGreaterThanOrEqualTo(content);
    model.keySet().forEach(slot -> store.stores().slot(slot).clear());
    model.keySet().forEach(slot -> assertThat(store.stores().slot(slot).usedBytes()).isZero());
  }
}
