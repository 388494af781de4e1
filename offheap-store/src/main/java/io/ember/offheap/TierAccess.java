package io.ember.offheap;

import io.ember.engine.Key;

/**
 * Finds, inserts, resizes and removes entries in the memory of a slot map, in the map's own format
 * and without its context objects.
 *
 * <p>An entry is {@code [size of key][key][size of record][record]}, sizes as {@link StopBit}
 * writes them, in as many chunks as that takes. The state is where the last search ended; each
 * change goes there. Nothing is locked: the owner is alone, and no context of the map is open
 * meanwhile (checked when {@code ember.storage.check} is true).
 *
 * <p>Owner thread: that of the slots.
 */
final class TierAccess {
  /** What a method answers that found no room; nothing has changed then. */
  static final long NO_ROOM = 0;

  private static final int LINE_BYTES = 64;

  private static final boolean CHECK_LOCK = Boolean.getBoolean("ember.storage.check");

  private MapShape shape = MapShape.NONE;
  private long base;
  private long cell;
  private int chunk;
  private long entry;
  private int keySizeBytes;
  private int keyBytes;
  private long record;
  private int recordBytes;
  private int chunksTaken;

  /** {@return how many bytes an entry takes} */
  static int entryBytes(int keyBytes, int recordBytes) {
    return StopBit.size(keyBytes) + keyBytes + StopBit.size(recordBytes) + recordBytes;
  }

  // ---- what was found

  /** {@return the number of the first chunk of the entry} */
  int chunk() {
    return chunk;
  }

  /** {@return the address of the entry's key} */
  long keyAddress() {
    return entry + keySizeBytes;
  }

  int keyBytes() {
    return keyBytes;
  }

  /** {@return the address of the entry's record} */
  long record() {
    return record;
  }

  int recordBytes() {
    return recordBytes;
  }

  /** {@return chunks that the last change took, negative if it freed some} */
  int chunksTaken() {
    return chunksTaken;
  }

  // ---- search

  /** Looks for a key. {@return whether it is there; the state says where, or where it would be} */
  boolean find(long tier, MapShape tierShape, Key key) {
    base = tier;
    shape = tierShape;
    if (CHECK_LOCK) {
      checkLock();
    }
    return tierShape.cellBytes == 4
        ? findNarrow(tier, tierShape, key.array(), key.offset(), key.length(), key.hash())
        : findWide(tier, tierShape, key.array(), key.offset(), key.length(), key.hash());
  }

  private boolean findNarrow(
      long tier, MapShape s, byte[] array, int offset, int length, long hash) {
    long wanted = searched(s, hash);
    long tableMask = s.tableMask;
    for (long at = (wanted & s.cellMask) << 2; ; at = at + 4 & tableMask) {
      long word = RawMemory.getInt(tier + at) & 0xFFFFFFFFL;
      if (word == 0) {
        cell = at;
        return false;
      }
      if ((word & s.keyMask) == wanted && isKeyAt(s, word, array, offset, length)) {
        cell = at;
        return true;
      }
    }
  }

  private boolean findWide(long tier, MapShape s, byte[] array, int offset, int length, long hash) {
    long wanted = searched(s, hash);
    long tableMask = s.tableMask;
    for (long at = (wanted & s.cellMask) << 3; ; at = at + 8 & tableMask) {
      long word = RawMemory.getLong(tier + at);
      if (word == 0) {
        cell = at;
        return false;
      }
      if ((word & s.keyMask) == wanted && isKeyAt(s, word, array, offset, length)) {
        cell = at;
        return true;
      }
    }
  }

  /** Compares the key and, if it is the same, takes the entry as found. */
  private boolean isKeyAt(MapShape s, long word, byte[] array, int offset, int length) {
    int at = chunkOf(s, word);
    long address = base + s.entriesOffset + (long) at * ShapePolicy.CHUNK_BYTES;
    long size = StopBit.read(address);
    if (StopBit.value(size) != length
        || !RawMemory.same(array, offset, length, address + StopBit.bytes(size))) {
      return false;
    }
    chunk = at;
    entry = address;
    keySizeBytes = StopBit.bytes(size);
    keyBytes = length;
    readRecordSize();
    return true;
  }

  private void readRecordSize() {
    long at = entry + keySizeBytes + keyBytes;
    long size = StopBit.read(at);
    recordBytes = StopBit.value(size);
    record = at + StopBit.bytes(size);
  }

  /**
   * Loads the first cell that a search for the hash looks at. {@return anything, so that the load
   * is not left out}
   */
  int touchTable(long tier, MapShape s, long hash) {
    return RawMemory.getInt(tier + (searched(s, hash) & s.cellMask) * s.cellBytes);
  }

  /**
   * Loads first and last lines of the entry that a search for the hash will most likely find, or of
   * the segment header, which an insert needs. {@return anything}
   */
  int touchEntry(long tier, MapShape s, long hash) {
    long wanted = searched(s, hash);
    int step = s.cellBytes;
    for (long at = (wanted & s.cellMask) * step; ; at = at + step & s.tableMask) {
      long word =
          step == 4 ? RawMemory.getInt(tier + at) & 0xFFFFFFFFL : RawMemory.getLong(tier + at);
      if (word == 0) {
        return RawMemory.getInt(tier - MapShape.HEADER_BYTES + MapShape.HEADER_ENTRIES);
      }
      if ((word & s.keyMask) == wanted) {
        long address =
            tier + s.entriesOffset + (word >>> s.keyBits & s.chunkMask) * ShapePolicy.CHUNK_BYTES;
        return RawMemory.getByte(address) + RawMemory.getByte(secondLine(tier, s, address));
      }
    }
  }

  /**
   * {@return an address in the line behind that of an entry's start, or the tier's last byte if the
   * tier ends before: what follows it may not be mapped}
   */
  static long secondLine(long tier, MapShape s, long address) {
    return Math.min(address + LINE_BYTES, tier + s.lastByteOffset);
  }

  /** The part of the hash that a cell holds; 0 marks an empty cell, so all ones stand for it. */
  private static long searched(MapShape s, long hash) {
    long part = hash & s.keyMask;
    return part == 0 ? s.keyMask : part;
  }

  private long cellWord(long at) {
    return shape.cellBytes == 4
        ? RawMemory.getInt(base + at) & 0xFFFFFFFFL
        : RawMemory.getLong(base + at);
  }

  /** {@return the content of a cell by its number, 0 if it is empty} */
  static long cell(long tier, MapShape s, long number) {
    return s.cellBytes == 4
        ? RawMemory.getInt(tier + (number << 2)) & 0xFFFFFFFFL
        : RawMemory.getLong(tier + (number << 3));
  }

  /** {@return the first chunk of the entry that the content of a cell names} */
  static int chunkOf(MapShape s, long cell) {
    return (int) (cell >>> s.keyBits & s.chunkMask);
  }

  private void setCell(long at, long word) {
    if (shape.cellBytes == 4) {
      RawMemory.putInt(base + at, (int) word);
    } else {
      RawMemory.putLong(base + at, word);
    }
  }

  // ---- what a walk over a map looks at

  /**
   * Takes the entry that begins at a chunk as found. Its cell is not known: it may be read only.
   */
  void visit(long tier, MapShape tierShape, int atChunk) {
    base = tier;
    shape = tierShape;
    chunk = atChunk;
    entry = tier + tierShape.entriesOffset + (long) atChunk * ShapePolicy.CHUNK_BYTES;
    long size = StopBit.read(entry);
    keySizeBytes = StopBit.bytes(size);
    keyBytes = StopBit.value(size);
    readRecordSize();
  }

  /** {@return how many bytes the entry takes} */
  int entryBytes() {
    return (int) (record - entry) + recordBytes;
  }

  // ---- changes

  /**
   * Adds the key that the last search did not find.
   *
   * @return the address of the record, whose content is undefined, or {@link #NO_ROOM}
   */
  long insert(Key key, int newRecordBytes) {
    int chunks = ShapePolicy.chunksOf(entryBytes(key.length(), newRecordBytes));
    int at = entryCount() < shape.maxEntries ? allocate(chunks) : ChunkBitmap.NONE;
    if (at == ChunkBitmap.NONE) {
      return NO_ROOM;
    }
    writeKey(at, key);
    startRecord(newRecordBytes);
    setEntryCount(entryCount() + 1);
    setCell(cell, searched(shape, key.hash()) | (long) at << shape.keyBits);
    chunksTaken = chunks;
    return record;
  }

  /**
   * Changes how many bytes the record of the entry that was found has.
   *
   * @return the address of the record, whose content is undefined, or {@link #NO_ROOM}
   */
  long resize(Key key, int newRecordBytes) {
    int had = ShapePolicy.chunksOf(entryBytes());
    int chunks = ShapePolicy.chunksOf(entryBytes(keyBytes, newRecordBytes));
    long bitmap = base + shape.bitmapOffset;
    if (chunks < had) {
      ChunkBitmap.clear(bitmap, chunk + chunks, had - chunks);
    } else if (chunks > had) {
      int behind = chunk + had;
      if (chunk + chunks <= shape.chunks && ChunkBitmap.isClear(bitmap, behind, chunks - had)) {
        ChunkBitmap.set(bitmap, behind, chunks - had);
      } else if (!move(key, had, chunks)) {
        return NO_ROOM;
      }
    }
    startRecord(newRecordBytes);
    chunksTaken = chunks - had;
    return record;
  }

  private boolean move(Key key, int had, int chunks) {
    int at = allocate(chunks);
    if (at == ChunkBitmap.NONE) {
      return false;
    }
    int old = chunk;
    setCell(cell, (cellWord(cell) & shape.keyMask) | (long) at << shape.keyBits);
    writeKey(at, key);
    ChunkBitmap.clear(base + shape.bitmapOffset, old, had);
    return true;
  }

  private void writeKey(int atChunk, Key key) {
    chunk = atChunk;
    entry = base + shape.entriesOffset + (long) atChunk * ShapePolicy.CHUNK_BYTES;
    keyBytes = key.length();
    long at = StopBit.write(entry, keyBytes);
    keySizeBytes = (int) (at - entry);
    RawMemory.copyIn(key.array(), key.offset(), keyBytes, at);
  }

  private void startRecord(int newRecordBytes) {
    recordBytes = newRecordBytes;
    record = StopBit.write(entry + keySizeBytes + keyBytes, newRecordBytes);
  }

  /** Removes the entry that was found. */
  void remove() {
    int chunks = ShapePolicy.chunksOf(entryBytes());
    ChunkBitmap.clear(base + shape.bitmapOffset, chunk, chunks);
    setLowestFree(chunk);
    setEntryCount(entryCount() - 1);
    unlink();
    chunksTaken = -chunks;
  }

  /**
   * Empties the cell and closes the gap: a following entry moves up unless its own place lies
   * behind the gap.
   */
  private void unlink() {
    long gap = cell;
    long mask = shape.tableMask;
    int step = shape.cellBytes;
    for (long at = gap + step & mask; ; at = at + step & mask) {
      long word = cellWord(at);
      if (word == 0) {
        setCell(gap, 0);
        return;
      }
      long home = (word & shape.keyMask & shape.cellMask) * step;
      if ((at - home & mask) >= (at - gap & mask)) {
        setCell(gap, word);
        gap = at;
      }
    }
  }

  /**
   * Copies an entry of another map into a map that does not have its key.
   *
   * @return whether there was room
   */
  boolean adopt(long tier, MapShape tierShape, long hash, long source, int bytes) {
    base = tier;
    shape = tierShape;
    int chunks = ShapePolicy.chunksOf(bytes);
    int at = entryCount() < shape.maxEntries ? allocate(chunks) : ChunkBitmap.NONE;
    if (at == ChunkBitmap.NONE) {
      return false;
    }
    RawMemory.copy(source, base + shape.entriesOffset + (long) at * ShapePolicy.CHUNK_BYTES, bytes);
    long part = searched(shape, hash);
    long mask = shape.tableMask;
    int step = shape.cellBytes;
    long free = (part & shape.cellMask) * step;
    while (cellWord(free) != 0) {
      free = free + step & mask;
    }
    setEntryCount(entryCount() + 1);
    setCell(free, part | (long) at << shape.keyBits);
    return true;
  }

  // ---- allocation

  /**
   * Takes chunks: the next run that fits, from the place of the last change on, then once from the
   * start.
   */
  private int allocate(int chunks) {
    int from = lowestFree();
    long bitmap = base + shape.bitmapOffset;
    int at = ChunkBitmap.findClearRun(bitmap, from, chunks, shape.chunks);
    if (at == ChunkBitmap.NONE && from > 0) {
      at = ChunkBitmap.findClearRun(bitmap, 0, chunks, shape.chunks);
    }
    if (at != ChunkBitmap.NONE) {
      ChunkBitmap.set(bitmap, at, chunks);
      setLowestFree(at + chunks);
    }
    return at;
  }

  private long header() {
    return base - MapShape.HEADER_BYTES;
  }

  private int entryCount() {
    return RawMemory.getInt(header() + MapShape.HEADER_ENTRIES);
  }

  private void setEntryCount(int count) {
    RawMemory.putInt(header() + MapShape.HEADER_ENTRIES, count);
  }

  /**
   * Where the map's own allocator starts to look. Here it is the place behind what was allocated
   * last, or what a removal freed last; any value is safe, since only clear chunks are taken.
   * Before an insert through the ordinary API it has to be 0, or the map would open a tier although
   * it has room.
   */
  private int lowestFree() {
    return RawMemory.getInt(header() + MapShape.HEADER_LOWEST_FREE);
  }

  private void setLowestFree(int at) {
    RawMemory.putInt(header() + MapShape.HEADER_LOWEST_FREE, at);
  }

  /** Makes a map's own allocator find all free chunks. */
  static void resetLowestFree(long tier) {
    RawMemory.putInt(tier - MapShape.HEADER_BYTES + MapShape.HEADER_LOWEST_FREE, 0);
  }

  private void checkLock() {
    if (RawMemory.getLong(header() + MapShape.HEADER_LOCK) != 0) {
      throw new IllegalStateException("a context of the slot's map is open");
    }
    if (RawMemory.getLong(header() + MapShape.HEADER_NEXT_TIER) != 0) {
      throw new IllegalStateException("the slot's map has a second tier");
    }
  }
}
