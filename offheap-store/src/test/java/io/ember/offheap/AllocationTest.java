package io.ember.offheap;

import static org.assertj.core.api.Assertions.assertThat;

import io.ember.engine.Bytes;
import io.ember.engine.EntryView;
import io.ember.engine.Key;
import io.ember.engine.SlotStore;
import io.ember.engine.SlotStoreConfig;
import io.ember.engine.SlotStores;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The calls that make up the traffic leave no garbage. */
class AllocationTest {
  private static final int KEYS = 512;
  private static final int ROUNDS = 40;

  private final Key[] keys = new Key[KEYS];
  private final byte[] content = new byte[64];
  private final Bytes value = Bytes.of(content);

  AllocationTest() {
    for (int i = 0; i < KEYS; i++) {
      byte[] bytes = ("key:" + i).getBytes(StandardCharsets.US_ASCII);
      keys[i] = new Key().set(bytes, 0, bytes.length, i % 32, Xxh64.hash(bytes, 0, bytes.length));
    }
  }

  @ParameterizedTest
  @CsvSource({"DIRECT, true", "DIRECT, false", "API, false"})
  void findsAndOverwritesWithoutGarbage(StoragePath path, boolean trackAccess) {
    try (SlotStores stores = path.create(new SlotStoreConfig(8, 64, trackAccess))) {
      use(stores);
      long nothing = Long.MAX_VALUE;
      long least = Long.MAX_VALUE;
      for (int i = 0; i < 5; i++) {
        nothing = Math.min(nothing, allocatedByRounds(stores, 0));
        least = Math.min(least, allocatedByRounds(stores, ROUNDS));
      }

      // The runtime itself may allocate a few bytes in every measurement; one object in each call
      // of
      // one kind would be more than a hundred times this bound.
      int operations = 4 * ROUNDS * KEYS;
      assertThat(least - nothing)
          .as("bytes in %d operations", operations)
          .isLessThan(operations / 100);
    }
  }

  private long allocatedByRounds(SlotStores stores, int rounds) {
    long before = ProcessMemory.allocatedBytes();
    for (int round = 0; round < rounds; round++) {
      use(stores);
    }
    return ProcessMemory.allocatedBytes() - before;
  }

  private void use(SlotStores stores) {
    stores.prefetch(keys, KEYS);
    for (Key key : keys) {
      SlotStore slot = stores.slot(key.slot());
      slot.put(key, (byte) 0, value, EntryView.NO_EXPIRY);
      EntryView entry = slot.find(key);
      if (entry != null) {
        entry.copyTo(0, content, 0, entry.length());
      }
      slot.peek(key);
      slot.write(key, (byte) 1, 3, value.wrap(content, 0, 10));
      value.wrap(content, 0, 64);
    }
  }
}
