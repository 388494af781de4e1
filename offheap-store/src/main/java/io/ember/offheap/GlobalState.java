package io.ember.offheap;

import net.openhft.chronicle.bytes.BytesStore;
import net.openhft.chronicle.hash.VanillaGlobalMutableState;
import org.jspecify.annotations.Nullable;

/**
 * The few numbers that a map keeps about itself in its own memory. Chronicle Map generates such a
 * class and compiles it with the JDK's compiler at the first map, which takes a second or two;
 * written by hand it is there at once, and a map in memory may lay them out as it likes.
 *
 * <p>Owner thread: that of the map.
 */
final class GlobalState implements VanillaGlobalMutableState {
  private static final int TIER_BULKS = 0;
  private static final int FIRST_FREE_TIER = 8;
  private static final int EXTRA_TIERS = 16;
  private static final int HEADERS_OFFSET = 24;
  private static final int DATA_SIZE = 32;
  private static final int BYTES = 40;

  private @Nullable BytesStore<?, ?> store;
  private long offset;
  private long address;

  @Override
  @SuppressWarnings("rawtypes")
  public void bytesStore(BytesStore bytes, long at, long length) {
    if (length != BYTES) {
      throw new IllegalArgumentException(
          "the state of a map has " + BYTES + " bytes, not " + length);
    }
    store = bytes;
    offset = at;
    address = bytes.addressForRead(at);
  }

  @Override
  public @Nullable BytesStore<?, ?> bytesStore() {
    return store;
  }

  @Override
  public long offset() {
    return offset;
  }

  @Override
  public long maxSize() {
    return BYTES;
  }

  @Override
  public int getAllocatedExtraTierBulks() {
    return RawMemory.getInt(address + TIER_BULKS);
  }

  @Override
  public void setAllocatedExtraTierBulks(int count) {
    RawMemory.putInt(address + TIER_BULKS, count);
  }

  @Override
  public long getFirstFreeTierIndex() {
    return RawMemory.getLong(address + FIRST_FREE_TIER);
  }

  @Override
  public void setFirstFreeTierIndex(long index) {
    RawMemory.putLong(address + FIRST_FREE_TIER, index);
  }

  @Override
  public long getExtraTiersInUse() {
    return RawMemory.getLong(address + EXTRA_TIERS);
  }

  @Override
  public void setExtraTiersInUse(long count) {
    RawMemory.putLong(address + EXTRA_TIERS, count);
  }

  @Override
  public long getSegmentHeadersOffset() {
    return RawMemory.getLong(address + HEADERS_OFFSET);
  }

  @Override
  public void setSegmentHeadersOffset(long bytes) {
    RawMemory.putLong(address + HEADERS_OFFSET, bytes);
  }

  @Override
  public long getDataStoreSize() {
    return RawMemory.getLong(address + DATA_SIZE);
  }

  @Override
  public void setDataStoreSize(long bytes) {
    RawMemory.putLong(address + DATA_SIZE, bytes);
  }

  @Override
  public long addDataStoreSize(long bytes) {
    long sum = getDataStoreSize() + bytes;
    setDataStoreSize(sum);
    return sum;
  }
}
