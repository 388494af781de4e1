package io.ember.engine;

/**
 * The slot stores of one owner: a lane's share of the node's data.
 *
 * <p>Owner thread: one at a time; {@link #usedBytes} any thread. A handle is closed only by its
 * owner, after the last use.
 */
public interface SlotStores extends AutoCloseable {
  /**
   * {@return the store of a slot, always the same object; it takes no memory before its first
   * write}
   */
  SlotStore slot(int slot);

  /**
   * Brings what the keys will need into the caches of this processor, in two passes: tables first,
   * then entries. Only a hint. The keys may belong to any slots, and what they point at must stay
   * valid during the call only.
   */
  default void prefetch(Key[] keys, int count) {}

  /**
   * Tells the time by which accesses are noted, in seconds since the epoch; called about once a
   * second or batch. Without effect where accesses are not tracked.
   */
  default void setClockSeconds(long seconds) {}

  /**
   * {@return bytes of memory reserved by all slots, large values included; approximate when read by
   * another thread}
   */
  long usedBytes();

  /** {@return entries in all slots} */
  long count();

  /**
   * {@return where large values for these stores are allocated, as {@link SlotStoreFactory#blobs}
   * says; any thread}
   */
  BlobAllocator blobs();

  /**
   * Does a bounded slice (about a millisecond at most) of work that was put off, such as moving a
   * part of a large slot to a larger map.
   *
   * @return whether more is left
   */
  default boolean work() {
    return false;
  }

  /** Frees everything. No store of it may be used afterwards. */
  @Override
  void close();
}
