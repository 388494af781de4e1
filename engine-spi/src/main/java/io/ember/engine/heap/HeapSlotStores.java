package io.ember.engine.heap;

import io.ember.engine.BlobAllocator;
import io.ember.engine.HeapBlob;
import io.ember.engine.SlotStore;
import io.ember.engine.SlotStoreConfig;
import io.ember.engine.SlotStores;
import io.ember.engine.Slots;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The heap stores of one owner. Strict where the contract is: a write during a visit, the use of a
 * view after a later call and the use of a closed store all throw.
 */
final class HeapSlotStores implements SlotStores {
  private final @Nullable HeapSlotStore[] slots = new HeapSlotStore[Slots.SLOT_COUNT];
  private final HeapEntryView view = new HeapEntryView(this);
  private final AtomicLong usedBytes = new AtomicLong();
  private final boolean tracksAccess;
  private long count;
  private long clockSeconds;
  private boolean visiting;
  private boolean closed;

  HeapSlotStores(SlotStoreConfig config) {
    tracksAccess = config.trackAccess();
  }

  @Override
  public SlotStore slot(int slot) {
    HeapSlotStore store = slots[slot];
    if (store == null) {
      store = new HeapSlotStore(this, slot);
      slots[slot] = store;
    }
    return store;
  }

  @Override
  public void setClockSeconds(long seconds) {
    clockSeconds = seconds;
  }

  @Override
  public long usedBytes() {
    return usedBytes.get();
  }

  @Override
  public long count() {
    return count;
  }

  @Override
  public BlobAllocator blobs() {
    return HeapBlob::new;
  }

  @Override
  public void close() {
    if (closed) {
      return;
    }
    for (HeapSlotStore store : slots) {
      if (store != null) {
        store.clear();
      }
    }
    closed = true;
  }

  /** Begins any call of a store: what was shown before is not valid any more. */
  void enter() {
    if (closed) {
      throw new IllegalStateException("the store is closed");
    }
    if (visiting) {
      throw new IllegalStateException("the stores were used during a visit of their entries");
    }
    view.forget();
  }

  /** Begins visits, which {@link #endVisits} ends. */
  void beginVisits() {
    enter();
    visiting = true;
  }

  void endVisits() {
    visiting = false;
    view.forget();
  }

  HeapEntryView show(HeapEntry entry) {
    return view.show(entry);
  }

  void noteAccess(HeapEntry entry) {
    if (tracksAccess) {
      entry.setAccessedAtSeconds(clockSeconds);
    }
  }

  long idleSeconds(HeapEntry entry) {
    return tracksAccess ? Math.max(0, clockSeconds - entry.accessedAtSeconds()) : -1;
  }

  void account(long deltaCount, long deltaBytes) {
    count += deltaCount;
    // One writer: nobody else's addition can be lost.
    usedBytes.lazySet(usedBytes.getPlain() + deltaBytes);
  }
}
