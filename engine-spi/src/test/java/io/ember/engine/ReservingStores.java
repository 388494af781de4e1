package io.ember.engine;

import org.jspecify.annotations.Nullable;

/** Stores that give the memory of removed entries back only when their slot is trimmed. */
final class ReservingStores implements SlotStores {
  private final SlotStores inner;
  private final @Nullable Slot[] slots = new Slot[Slots.SLOT_COUNT];
  private long reservedBytes;

  ReservingStores(SlotStores inner) {
    this.inner = inner;
  }

  @Override
  public SlotStore slot(int slot) {
    Slot known = slots[slot];
    if (known == null) {
      known = new Slot(inner.slot(slot));
      slots[slot] = known;
    }
    return known;
  }

  @Override
  public void setClockSeconds(long seconds) {
    inner.setClockSeconds(seconds);
  }

  @Override
  public long usedBytes() {
    return reservedBytes;
  }

  @Override
  public long count() {
    return inner.count();
  }

  @Override
  public void close() {
    inner.close();
  }

  private final class Slot implements SlotStore {
    private final SlotStore store;
    private long reserved;

    Slot(SlotStore store) {
      this.store = store;
    }

    private void reserve(long bytes) {
      reservedBytes += bytes - reserved;
      reserved = bytes;
    }

    private void grow() {
      if (store.usedBytes() > reserved) {
        reserve(store.usedBytes());
      }
    }

    @Override
    public void trim() {
      if (store.usedBytes() < reserved - reserved / 16) {
        reserve(store.usedBytes());
      }
    }

    @Override
    public int slot() {
      return store.slot();
    }

    @Override
    public long count() {
      return store.count();
    }

    @Override
    public long expiringCount() {
      return store.expiringCount();
    }

    @Override
    public long usedBytes() {
      return reserved;
    }

    @Override
    public @Nullable EntryView find(Key key) {
      return store.find(key);
    }

    @Override
    public @Nullable EntryView peek(Key key) {
      return store.peek(key);
    }

    @Override
    public boolean put(Key key, byte type, Bytes value, long expiresAtMs) {
      boolean isNew = store.put(key, type, value, expiresAtMs);
      grow();
      return isNew;
    }

    @Override
    public boolean put(Key key, byte type, Blob value, long expiresAtMs) {
      boolean isNew = store.put(key, type, value, expiresAtMs);
      grow();
      return isNew;
    }

    @Override
    public boolean write(Key key, byte type, int position, Bytes bytes) {
      boolean exists = store.write(key, type, position, bytes);
      grow();
      return exists;
    }

    @Override
    public boolean expire(Key key, long expiresAtMs) {
      return store.expire(key, expiresAtMs);
    }

    @Override
    public boolean remove(Key key) {
      return store.remove(key);
    }

    @Override
    public long scan(long cursor, int limit, EntryVisitor visitor) {
      return store.scan(cursor, limit, visitor);
    }

    @Override
    public void sample(long random, int limit, EntryVisitor visitor) {
      store.sample(random, limit, visitor);
    }

    @Override
    public void clear() {
      store.clear();
      reserve(0);
    }
  }
}
