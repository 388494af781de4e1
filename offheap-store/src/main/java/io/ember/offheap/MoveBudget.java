package io.ember.offheap;

/**
 * How much one call may move between maps: at least some entries and bytes, at most some units of
 * work, a unit being an entry or 256 bytes, each about 0.1 to 0.2 us.
 *
 * <p>Owner thread: that of the slots.
 */
final class MoveBudget {
  /** No single call moves more: well under a millisecond. */
  static final int MOST_UNITS = 4096;

  /** Most that a write moves, so that a run of writes is not one long pause. */
  private static final int WRITE_UNITS = 1024;

  /** A write moves this many entries, and this many times the bytes that the last write added. */
  private static final int WRITE_ENTRIES = 16;

  private static final int WRITE_BYTES_FACTOR = 8;

  private long entriesWanted;
  private long bytesWanted;
  private long unitsLeft;
  private long movedEntries;

  /**
   * A share for one write. The new map has room for a quarter more than the old one's content, and
   * moving gets ahead of writing by a factor of eight, so the old map is empty before the new one
   * is full.
   *
   * @param bytes that the last write added
   */
  MoveBudget forWrite(long bytes) {
    entriesWanted = WRITE_ENTRIES;
    bytesWanted = WRITE_BYTES_FACTOR * bytes;
    unitsLeft = WRITE_UNITS;
    return this;
  }

  /** All that one call may move. */
  MoveBudget forSlice() {
    return forUnits(MOST_UNITS);
  }

  /** As much as that. */
  MoveBudget forUnits(long units) {
    entriesWanted = Long.MAX_VALUE;
    bytesWanted = Long.MAX_VALUE;
    unitsLeft = units;
    return this;
  }

  boolean isLeft() {
    return unitsLeft > 0 && (entriesWanted > 0 || bytesWanted > 0);
  }

  void spend(int bytes) {
    entriesWanted--;
    bytesWanted -= bytes;
    unitsLeft -= DrainingMap.units(1, bytes);
    movedEntries++;
  }

  /** {@return how many entries were moved in all, for tests} */
  long movedEntries() {
    return movedEntries;
  }
}
