package io.ember.offheap;

import io.ember.engine.SlotStore;
import io.ember.engine.SlotStoreConfig;
import io.ember.engine.StoreException;

/**
 * Which shape a slot's map has. A shape is a number of chunks for entries and a number of cells in
 * the lookup table; both are grown only as far as they are needed, so slots with few large values
 * and slots with many small ones stay small.
 *
 * <p>Chunks come in sixteen steps an octave, cells in powers of two, so there are a few hundred
 * shapes at most and their builders are shared. A new map gets {@value #SLACK} times what is in
 * use: with less it would be filled again at once, with more it would be memory for nothing.
 * Immutable.
 */
final class ShapePolicy {
  /** Bytes of a chunk, the unit in which entries are allocated. */
  static final int CHUNK_BYTES = 8;

  /** How much larger than its content a new map is. */
  private static final double SLACK = 1.25;

  /** Where a map refuses another entry: the share of its cells. */
  private static final double MAX_LOAD = 0.8;

  /** Entries of the configured size that fit in a first map. */
  private static final int FIRST_ENTRIES = 16;

  private static final int MIN_CELLS_LOG2 = 6;
  private static final int MIN_CHUNKS_LOG2 = 4;
  private static final int CELL_BITS = 5;

  /** Most chunks of a tier of a Chronicle Map: 8 GiB of entries in a slot. */
  private static final long MAX_CHUNKS = 1 << 30;

  private static final long MAX_CELLS_LOG2 = 29;

  /** Chunks of the longest key with the longest record. */
  static final int MOST_ENTRY_CHUNKS =
      chunksOf(TierAccess.entryBytes(SlotStore.MAX_KEY_BYTES, EntryRecord.MAX_BYTES));

  private final long firstChunks;

  ShapePolicy(SlotStoreConfig config) {
    int record = Math.min(EntryRecord.MAX_HEAD_BYTES + config.valueBytes(), EntryRecord.MAX_BYTES);
    firstChunks = (long) chunksOf(TierAccess.entryBytes(config.keyBytes(), record)) * FIRST_ENTRIES;
  }

  /** {@return how many chunks an entry takes} */
  static int chunksOf(int entryBytes) {
    return (entryBytes + CHUNK_BYTES - 1) >>> 3;
  }

  /**
   * {@return the number of the shape of a slot's first map, into which an entry of so many chunks
   * has to fit}
   */
  int first(int entryChunks) {
    return shape(Math.max(firstChunks, entryChunks), FIRST_ENTRIES);
  }

  /**
   * {@return the number of the shape for this content and one more entry}
   *
   * @param chunks in use by what there is
   * @param moreChunks to be added
   * @param entries how many there are
   * @throws StoreException if no map is that large
   */
  int next(long chunks, int moreChunks, long entries) {
    return shape((long) ((chunks + moreChunks) * SLACK), (long) ((entries + 1) * SLACK));
  }

  /**
   * {@return the number of the shape with at least so many chunks and cells for so many entries}
   *
   * @throws StoreException if no map is that large
   */
  static int shape(long chunks, long entries) {
    int cellsLog2 = MIN_CELLS_LOG2;
    while ((1L << cellsLog2) * MAX_LOAD < entries) {
      cellsLog2++;
    }
    int step = chunkStep(chunks);
    if (chunksOfStep(step) > MAX_CHUNKS || cellsLog2 > MAX_CELLS_LOG2) {
      throw new StoreException(
          "slot is full: "
              + chunks * CHUNK_BYTES
              + " bytes in "
              + entries
              + " entries do not fit a map; nothing changed");
    }
    return step << CELL_BITS | cellsLog2;
  }

  private static int chunkStep(long chunks) {
    if (chunks <= 1 << MIN_CHUNKS_LOG2) {
      return 0;
    }
    int shift = 63 - Long.numberOfLeadingZeros(chunks) - MIN_CHUNKS_LOG2;
    long sixteenths =
        (chunks + (1L << shift) - 1) >>> shift; // 16 to 32: 32 is the first step of the next octave
    return shift * 16 + (int) sixteenths - 16;
  }

  private static long chunksOfStep(int step) {
    return (16L + (step & 15)) << (step >>> 4);
  }

  /** {@return how many chunks a map of this shape has} */
  static int chunks(int shape) {
    return (int) chunksOfStep(shape >>> CELL_BITS);
  }

  /** {@return how many cells the lookup table of a map of this shape has} */
  static long cells(int shape) {
    return 1L << (shape & (1 << CELL_BITS) - 1);
  }
}
