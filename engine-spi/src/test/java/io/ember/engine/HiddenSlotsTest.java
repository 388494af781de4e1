package io.ember.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.ember.engine.command.SlotKeys;
import io.ember.engine.heap.HeapSlotStoreFactory;
import org.junit.jupiter.api.Test;

/** Slots whose data is not, or not yet, the data of the node, and slots that stand still. */
class HiddenSlotsTest {
  private static final HeapSlotStoreFactory STORES = new HeapSlotStoreFactory();

  private final MemoryBudget memory = new MemoryBudget(MemoryBudget.UNLIMITED, false);
  private final Keyspace keyspace =
      new Keyspace(
          STORES.create(SlotStoreConfig.DEFAULTS), STORES.hasher(), memory, slot -> true, 1);

  private static Key key(int slot, String name) {
    byte[] bytes = name.getBytes(java.nio.charset.StandardCharsets.US_ASCII);
    return new Key()
        .set(bytes, 0, bytes.length, slot, STORES.hasher().hash(bytes, 0, bytes.length));
  }

  private void put(int slot, String name, long expiresAtMs) {
    keyspace.put(key(slot, name), ValueType.STRING.code(), Bytes.of("v"), expiresAtMs);
  }

  @Test
  void whatWalksOverSlotsPassesHiddenOnes() {
    put(3, "a", EntryView.NO_EXPIRY);
    put(7, "b", EntryView.NO_EXPIRY);
    keyspace.hide(3);
    put(3, "c", EntryView.NO_EXPIRY);

    assertThat(keyspace.count()).isEqualTo(1);
    assertThat(keyspace.nextSlotWithEntries(0)).isEqualTo(7);
    assertThat(keyspace.randomSlot()).isEqualTo(7);
    assertThat(SlotKeys.count(keyspace, 3)).isZero();
    assertThat(SlotKeys.list(keyspace, 3, 10)).isEmpty();
    assertThat(keyspace.peek(key(3, "c"))).isNotNull();

    keyspace.show(3);
    assertThat(keyspace.count()).isEqualTo(3);
    assertThat(keyspace.nextSlotWithEntries(0)).isEqualTo(3);
    assertThat(SlotKeys.count(keyspace, 3)).isEqualTo(2);
  }

  @Test
  void aHiddenSlotThatIsClearedCountsForNothing() {
    put(3, "a", EntryView.NO_EXPIRY);
    keyspace.hide(3);
    keyspace.hide(3);
    keyspace.clear(3);
    keyspace.show(3);
    assertThat(keyspace.count()).isZero();
    assertThat(keyspace.nextSlotWithEntries(0)).isEqualTo(-1);
    put(3, "b", EntryView.NO_EXPIRY);
    assertThat(keyspace.count()).isEqualTo(1);
  }

  @Test
  void nothingExpiresByItselfInHiddenAndStillSlots() {
    keyspace.setNowMs(1_000);
    put(3, "a", 2_000);
    put(4, "b", 2_000);
    put(5, "c", 2_000);
    keyspace.hide(3);
    keyspace.setStill(4, true);
    keyspace.setNowMs(3_000);

    assertThat(keyspace.sweepExpired(100)).isEqualTo(1);
    assertThat(keyspace.stores().slot(3).count()).isEqualTo(1);
    assertThat(keyspace.stores().slot(4).count()).isEqualTo(1);

    keyspace.show(3);
    keyspace.setStill(4, false);
    assertThat(keyspace.sweepExpired(100)).isEqualTo(2);
  }

  @Test
  void nothingIsEvictedFromHiddenAndStillSlots() {
    Keyspace full =
        new Keyspace(
            STORES.create(SlotStoreConfig.DEFAULTS),
            STORES.hasher(),
            new MemoryBudget(1, true),
            slot -> true,
            1);
    full.put(key(3, "a"), ValueType.STRING.code(), Bytes.of("v"), EntryView.NO_EXPIRY);
    full.put(key(4, "b"), ValueType.STRING.code(), Bytes.of("v"), EntryView.NO_EXPIRY);
    full.hide(3);
    full.setStill(4, true);
    for (int i = 0; i < 10; i++) {
      full.makeRoom();
    }
    assertThat(full.stores().count()).isEqualTo(2);
  }
}
