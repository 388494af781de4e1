package io.ember.offheap;

import io.ember.engine.StoreException;
import net.openhft.chronicle.hash.Data;
import net.openhft.chronicle.map.ChronicleMap;
import net.openhft.chronicle.map.ChronicleMapBuilder;
import net.openhft.chronicle.map.MapEntry;

/**
 * A stock Chronicle Map and what it was made for.
 *
 * <p>A map has about one segment per {@value #ENTRIES_PER_SEGMENT} entries, so that a walk over one
 * segment is short. A segment that fills up gets extra tiers from the map itself; long before they
 * run out it is time for a larger map.
 *
 * <p>Owner thread: that of the slot.
 */
final class ApiMap implements AutoCloseable {
  static final int ENTRIES_PER_SEGMENT = 2048;

  /** A map may open so many extra tiers per segment; at a quarter of them it is given up. */
  private static final int MOST_TIERS = 64;

  private static final double SLACK = 1.25;
  private static final int FIRST_ENTRIES = 16;
  private static final int MOST_SEGMENTS_LOG2 = 20;

  final ChronicleMap<Slice, Slice> map;
  final int segmentsLog2;

  /** Bytes that the map takes before it has an entry. */
  final long fixedBytes;

  private final long sizedForChunks;
  private final long chunksPerSegment;
  private final long entriesPerSegment;

  /**
   * @param chunks in use by what is to be put into the map
   * @param entries how many that are
   * @throws StoreException if there is no memory
   */
  ApiMap(long chunks, long entries) {
    int log2 = 0;
    while ((long) ENTRIES_PER_SEGMENT << log2 < entries && log2 < MOST_SEGMENTS_LOG2) {
      log2++;
    }
    segmentsLog2 = log2;
    entriesPerSegment = Math.max(FIRST_ENTRIES, (long) (entries * SLACK) >>> log2);
    sizedForChunks = Math.max(entriesPerSegment << log2, (long) (chunks * SLACK));
    // any entry there can be has to fit into a segment's tier, twice for the moment when its value
    // outgrows its place
    chunksPerSegment =
        Math.max(
            sizedForChunks >>> log2, 2 * Math.min(sizedForChunks, ShapePolicy.MOST_ENTRY_CHUNKS));
    try {
      map = builder(1 << log2).create();
    } catch (OutOfMemoryError e) {
      throw new StoreException(
          "no memory for a map of "
              + (chunksPerSegment << log2) * ShapePolicy.CHUNK_BYTES
              + " bytes; nothing changed",
          e);
    }
    fixedBytes =
        Math.max(0, map.offHeapMemoryUsed() - (chunksPerSegment << log2) * ShapePolicy.CHUNK_BYTES);
  }

  private ChronicleMapBuilder<Slice, Slice> builder(int segments) {
    return ChronicleMapBuilder.of(Slice.class, Slice.class)
        .keyReaderAndDataAccess(new SliceReader(), new SliceAccess())
        .valueReaderAndDataAccess(new SliceReader(), new SliceAccess())
        // not used for sizing, which is given below, but the builder asks for them
        .averageKeySize(16)
        .averageValueSize(64)
        .actualSegments(segments)
        .entries(entriesPerSegment * segments)
        .entriesPerSegment(entriesPerSegment)
        .actualChunkSize(ShapePolicy.CHUNK_BYTES)
        .actualChunksPerSegmentTier(chunksPerSegment)
        .maxBloatFactor(MOST_TIERS)
        .putReturnsNull(true)
        .removeReturnsNull(true)
        .checksumEntries(false)
        .skipCloseOnExitHook(true);
  }

  /**
   * {@return whether the map is still far from its limits with one more entry of so many chunks}
   */
  boolean hasRoom(long usedChunks, long entries, int moreChunks) {
    return moreChunks <= chunksPerSegment
        && usedChunks + moreChunks <= sizedForChunks
        && entries < entriesPerSegment << segmentsLog2
        && map.remainingAutoResizes() > (MOST_TIERS << segmentsLog2) / 4 * 3;
  }

  /** {@return whether the map was made for much more} */
  boolean isTooLarge(long usedChunks) {
    return usedChunks < sizedForChunks >>> 2;
  }

  /** Copies all entries into a map that is empty. */
  void copyTo(ApiMap target) {
    map.forEachEntry(entry -> target.insert(entry));
  }

  private void insert(MapEntry<Slice, Slice> entry) {
    try (var context = map.queryContext(entry.key())) {
      context.updateLock().lock();
      context.insert(java.util.Objects.requireNonNull(context.absentEntry()), entry.value());
    }
  }

  /** {@return where data of an entry of a map lies} */
  static long address(Data<Slice> data) {
    return data.bytes().addressForRead(data.offset());
  }

  @Override
  public void close() {
    map.close();
  }
}
