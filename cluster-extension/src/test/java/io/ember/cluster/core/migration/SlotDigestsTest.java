package io.ember.cluster.core.migration;

import static org.assertj.core.api.Assertions.assertThat;

import io.ember.cluster.core.effect.SlotDigest;
import io.ember.engine.Bytes;
import io.ember.engine.EntryView;
import io.ember.engine.Key;
import io.ember.engine.Keyspace;
import io.ember.engine.MemoryBudget;
import io.ember.engine.SlotStoreConfig;
import io.ember.engine.ValueType;
import io.ember.engine.heap.HeapSlotStoreFactory;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class SlotDigestsTest {
  private static final HeapSlotStoreFactory STORES = new HeapSlotStoreFactory();
  private static final int[] SLOTS = {3, 19, 35};

  private final Keyspace keyspace =
      new Keyspace(
          STORES.create(SlotStoreConfig.DEFAULTS),
          STORES.hasher(),
          new MemoryBudget(MemoryBudget.UNLIMITED, false),
          slot -> true,
          1);
  private final SlotDigests digests = new SlotDigests(SLOTS, STORES.hasher(), SlotDigest.scratch());

  private void set(int slot, String name, String value) {
    byte[] bytes = name.getBytes(StandardCharsets.US_ASCII);
    Key key =
        new Key().set(bytes, 0, bytes.length, slot, STORES.hasher().hash(bytes, 0, bytes.length));
    keyspace.put(key, ValueType.STRING.code(), Bytes.of(value), EntryView.NO_EXPIRY);
    digests.forget(slot);
  }

  private List<SlotSummary> now() {
    SlotDigests fresh = new SlotDigests(SLOTS, STORES.hasher(), SlotDigest.scratch());
    while (!fresh.finish(keyspace)) {
      // Slice after slice.
    }
    return fresh.summaries();
  }

  @Test
  void whatChangesAfterThePassIsWorkedOutAnew() {
    set(3, "a", "1");
    set(35, "b", "1");
    digests.pass(keyspace);
    assertThat(digests.isPassed()).isTrue();
    set(3, "a", "2");
    set(19, "c", "1");
    assertThat(digests.finish(keyspace)).isTrue();
    assertThat(digests.summaries()).isEqualTo(now());
    set(35, "b", "2");
    assertThat(digests.finish(keyspace)).isTrue();
    assertThat(digests.summaries()).isEqualTo(now());
  }

  @Test
  void aSlotThatChangesAllTheTimeDoesNotKeepUpThePass() {
    for (int i = 0; i < 20_000; i++) {
      set(3, "key" + i, "a value of some length");
    }
    int slices = 0;
    while (!digests.isPassed() && slices++ < 100) {
      digests.pass(keyspace);
      set(3, "key" + slices, "other");
    }
    assertThat(digests.isPassed()).isTrue();
    while (!digests.finish(keyspace)) {
      // Slice after slice.
    }
    assertThat(digests.summaries()).isEqualTo(now());
  }

  @Test
  void nothingIsWorkedOutTwice() {
    for (int i = 0; i < 1_000; i++) {
      set(19, "key" + i, "value");
    }
    while (!digests.isPassed()) {
      digests.pass(keyspace);
    }
    set(3, "new", "1");
    keyspace.clear(19); // behind its back, so that a second look would show
    assertThat(digests.finish(keyspace)).isTrue();
    assertThat(digests.summaries().get(1).entries()).isEqualTo(1_000);
  }

  @Test
  void otherSlotsAreNoneOfItsBusiness() {
    assertThat(digests.forget(4)).isFalse();
    assertThat(digests.forget(19)).isTrue();
  }
}
