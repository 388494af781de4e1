package io.ember.offheap;

import static java.util.Objects.requireNonNull;

import io.ember.engine.StoreException;
import net.openhft.chronicle.map.ChronicleMapBuilder;
import net.openhft.chronicle.map.VanillaChronicleMap;
import org.jspecify.annotations.Nullable;

/**
 * One shape of slot map, and where things lie in its memory, as the map itself states it.
 *
 * <p>Layout of the only tier, from {@link SlotMap#base} on: lookup table, counters, free list,
 * entries. Before it lies the segment header. A cell of the table holds {@code keyBits} of the
 * key's hash and above them the number of the entry's first chunk; 0 is an empty cell. Immutable
 * after construction; used by one owner.
 */
final class MapShape {
  /** Where a segment header keeps what. */
  static final int HEADER_LOCK = 0;

  static final int HEADER_ENTRIES = 8;
  static final int HEADER_LOWEST_FREE = 12;
  static final int HEADER_NEXT_TIER = 16;

  /** Bytes of the header of a map's only segment: three cache lines. */
  static final int HEADER_BYTES = 192;

  /** About what the objects of a map take on the Java heap. */
  private static final int HEAP_BYTES = 1000;

  /** A map far smaller than its shape is moved to a smaller one, but not below this. */
  private static final int LEAST_CHUNKS_TO_SHRINK = 256;

  private static final double TIER_LIMIT_FACTOR = 64;

  /** A shape without room, of a slot without a map. */
  static final MapShape NONE = new MapShape();

  final int number;
  final int chunks;
  final int maxEntries;
  final int cellsLog2;
  final int cellBytes;
  final int keyBits;
  final long keyMask;
  final long chunkMask;

  /** Masks the number of a cell. */
  final long cellMask;

  /** Masks the offset of a cell: the table is a ring. */
  final long tableMask;

  /** Where free list and entries begin, from the tier's base on. */
  final long bitmapOffset;

  final long entriesOffset;

  /** Where the last byte of the last chunk lies: nothing behind it may be read. */
  final long lastByteOffset;

  /** Bytes that a map takes before it has an entry. */
  final long fixedBytes;

  /** With fewer chunks in use the map is too large. */
  final int shrinkBelowChunks;

  /** Null in {@link #NONE} only. */
  private final @Nullable SlotMap template;

  MapShape(int number) {
    this.number = number;
    chunks = ShapePolicy.chunks(number);
    SlotMap map = SlotMap.template(builder(number, chunks));
    template = map;
    maxEntries = Math.toIntExact(map.maxEntriesPerHashLookup);
    cellBytes = map.tierHashLookupSlotSize;
    cellsLog2 = Long.numberOfTrailingZeros(map.tierHashLookupCapacity);
    keyBits = map.tierHashLookupKeyBits;
    keyMask = (1L << keyBits) - 1;
    chunkMask = (1L << map.tierHashLookupValueBits) - 1;
    cellMask = map.tierHashLookupCapacity - 1;
    tableMask = cellMask * cellBytes;
    bitmapOffset = map.tierHashLookupOuterSize + VanillaChronicleMap.TIER_COUNTERS_AREA_SIZE;
    entriesOffset = bitmapOffset + map.tierFreeListOuterSize + map.tierEntrySpaceInnerOffset;
    lastByteOffset = entriesOffset + (long) chunks * ShapePolicy.CHUNK_BYTES - 1;
    fixedBytes = HEADER_BYTES + entriesOffset + HEAP_BYTES;
    shrinkBelowChunks = chunks < LEAST_CHUNKS_TO_SHRINK ? 0 : chunks / 4;
    checkLayout(map);
  }

  private MapShape() {
    number = -1;
    chunks = 0;
    maxEntries = 0;
    cellsLog2 = 0;
    cellBytes = 4;
    keyBits = 0;
    keyMask = 0;
    chunkMask = 0;
    cellMask = 0;
    tableMask = 0;
    bitmapOffset = 0;
    entriesOffset = 0;
    lastByteOffset = 0;
    fixedBytes = 0;
    shrinkBelowChunks = 0;
    template = null;
  }

  private static ChronicleMapBuilder<Slice, Slice> builder(int number, int chunks) {
    long entries = Math.max(1, Math.min(ShapePolicy.cells(number) * 2 / 3, chunks));
    return ChronicleMapBuilder.of(Slice.class, Slice.class)
        .keyReaderAndDataAccess(new SliceReader(), new SliceAccess())
        .valueReaderAndDataAccess(new SliceReader(), new SliceAccess())
        // not used for sizing, which is given below, but the builder asks for them
        .averageKeySize(16)
        .averageValueSize(64)
        .actualSegments(1)
        .entries(entries)
        .entriesPerSegment(entries)
        .actualChunkSize(ShapePolicy.CHUNK_BYTES)
        .actualChunksPerSegmentTier(chunks)
        .maxBloatFactor(TIER_LIMIT_FACTOR)
        .putReturnsNull(true)
        .removeReturnsNull(true)
        .checksumEntries(false)
        .skipCloseOnExitHook(true);
  }

  private void checkLayout(VanillaChronicleMap<?, ?, ?> map) {
    boolean asExpected =
        !map.checksumEntries
            && map.alignment == 1
            && map.chunkSize == ShapePolicy.CHUNK_BYTES
            && map.actualSegments == 1
            && map.actualChunksPerSegmentTier == chunks
            && (cellBytes == 4 || cellBytes == 8)
            && Long.bitCount(map.tierHashLookupCapacity) == 1
            && keyBits >= cellsLog2
            && keyBits + map.tierHashLookupValueBits <= 8 * cellBytes
            && map.tierFreeListOuterSize * 8 >= chunks;
    if (!asExpected) {
      throw new IllegalStateException("this Chronicle Map lays its memory out in an unknown way");
    }
  }

  /**
   * {@return a new empty map of this shape}
   *
   * @throws StoreException if there is no memory
   */
  SlotMap create() {
    try {
      return requireNonNull(template, "the shape NONE has no maps").create(this);
    } catch (OutOfMemoryError e) {
      throw new StoreException(
          "no memory for a map of "
              + (long) chunks * ShapePolicy.CHUNK_BYTES
              + " bytes; nothing changed",
          e);
    }
  }

  /** {@return bytes that a map of this shape reserves outside the heap} */
  long reservedBytes() {
    return HEADER_BYTES + entriesOffset + (long) chunks * ShapePolicy.CHUNK_BYTES;
  }
}
