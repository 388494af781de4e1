package io.ember.offheap;

import io.ember.engine.BlobAllocator;
import io.ember.engine.EntryVisitor;
import io.ember.engine.SlotStore;
import io.ember.engine.SlotStoreConfig;
import io.ember.engine.SlotStores;
import io.ember.engine.Slots;
import io.ember.engine.StoreException;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * What all slots of one owner share, whichever way they take to their maps: views, large values,
 * scratch memory, shapes and sums.
 *
 * <p>Owner thread: one at a time; {@link #usedBytes} any thread.
 */
abstract class ChronicleSlotStores<S extends ChronicleSlotStore> implements SlotStores {
  /** What {@link ChronicleSlotStore#find} and {@link ChronicleSlotStore#peek} point at. */
  final RecordView found;

  /** What visitors see. */
  final RecordView visited;

  final BlobTable blobs = new BlobTable();
  final ShapePolicy policy;

  /** Whether entries carry the time of their last access. */
  final boolean tracksAccess;

  private final @Nullable MapShape[] shapes = new MapShape[1 << 15];
  private final AtomicLong usedBytes = new AtomicLong();
  private long count;
  private int clock;
  private long scratch;
  private boolean visiting;
  private boolean closed;

  ChronicleSlotStores(SlotStoreConfig config) {
    policy = new ShapePolicy(config);
    tracksAccess = config.trackAccess();
    found = new RecordView(blobs);
    visited = new RecordView(blobs);
  }

  /** {@return the store of a slot if it was asked for before} */
  abstract @Nullable S existing(int slot);

  @Override
  public final long usedBytes() {
    return usedBytes.get();
  }

  @Override
  public final long count() {
    return count;
  }

  @Override
  public final BlobAllocator blobs() {
    return LargeValues.ALLOCATOR;
  }

  /** Adds to the sums. */
  final void add(long entries, long bytes) {
    count += entries;
    if (bytes != 0) {
      usedBytes.setRelease(usedBytes.getPlain() + bytes);
    }
  }

  @Override
  public final void setClockSeconds(long seconds) {
    clock = (int) seconds; // differences are what counts, and those are right until one is 68 years
    found.setClock(clock);
    visited.setClock(clock);
  }

  /** {@return the time by which accesses are noted, in seconds} */
  final int clock() {
    return clock;
  }

  /**
   * {@return the shape with this number}
   *
   * @throws StoreException if there is no memory to make it
   */
  final MapShape shape(int number) {
    MapShape shape = shapes[number];
    if (shape == null) {
      shape = new MapShape(number);
      shapes[number] = shape;
    }
    return shape;
  }

  /** {@return memory for one record, whose content lasts until the next call of a slot} */
  final long scratch() {
    if (scratch == 0) {
      try {
        scratch = RawMemory.allocate(2L * EntryRecord.MAX_BYTES);
      } catch (OutOfMemoryError e) {
        throw new StoreException("no memory to change a record; nothing changed", e);
      }
    }
    return scratch;
  }

  /** {@return memory for one more record} */
  final long secondScratch() {
    return scratch() + EntryRecord.MAX_BYTES;
  }

  /** Makes sure that one more large value can be added. */
  final void reserveBlob() {
    try {
      blobs.reserve();
    } catch (OutOfMemoryError e) {
      throw new StoreException("no memory for one more large value; nothing changed", e);
    }
  }

  /** Refuses a write that a visitor tries. */
  final void checkNotVisiting() {
    if (visiting) {
      throw new IllegalStateException("a visitor must not write");
    }
  }

  /** Shows an entry to a visitor. */
  final void visit(EntryVisitor visitor) {
    visiting = true;
    try {
      visitor.visit(visited);
    } finally {
      visiting = false;
    }
  }

  final void checkOpen() {
    if (closed) {
      throw new IllegalStateException("the slot stores are closed");
    }
  }

  @Override
  public void close() {
    if (closed) {
      return;
    }
    for (int slot = 0; slot < Slots.SLOT_COUNT; slot++) {
      SlotStore store = existing(slot);
      if (store != null) {
        store.clear();
      }
    }
    closed = true;
    if (scratch != 0) {
      RawMemory.free(scratch);
      scratch = 0;
    }
  }
}
