package io.ember.offheap;

import org.jspecify.annotations.Nullable;

/**
 * A map that was too small or too large for its slot and is being emptied into another one, in
 * slices.
 *
 * <p>Entries move in the order of their chunks. What lies before {@link #position} has moved and is
 * stale: its bytes and cells are still there, but the other map is right. An entry behind it is
 * living; it is removed from here before it is written to. Nothing is added.
 *
 * <p>Owner thread: that of the slot.
 */
final class DrainingMap {
  /** One unit of work is an entry or this many bytes. */
  private static final int UNIT_SHIFT = 8;

  final SlotMap map;

  /**
   * The next older map of the slot that is being emptied, if it filled its successor before it was
   * empty.
   */
  @Nullable DrainingMap older;

  private int position;
  private long living;

  DrainingMap(SlotMap map, @Nullable DrainingMap older) {
    this.map = map;
    this.older = older;
    this.living = RawMemory.getInt(map.base() - MapShape.HEADER_BYTES + MapShape.HEADER_ENTRIES);
  }

  /** {@return the units of work that moving so many entries and bytes takes} */
  static long units(long entries, long bytes) {
    return entries + (bytes >>> UNIT_SHIFT);
  }

  /** {@return the first chunk that has not moved} */
  int position() {
    return position;
  }

  boolean isEmpty() {
    return living == 0;
  }

  /** Says that a living entry was removed. */
  void removed() {
    living--;
  }

  /**
   * Moves entries until the budget is used up, the map is empty or the other one is full.
   *
   * @return whether the other map had room for what there was to move
   */
  boolean moveTo(SlotMap target, TierAccess source, TierAccess into, MoveBudget budget) {
    MapShape shape = map.shape();
    long bitmap = map.base() + shape.bitmapOffset;
    while (living > 0 && budget.isLeft()) {
      int at = ChunkBitmap.nextSet(bitmap, position, shape.chunks);
      source.visit(map.base(), shape, at);
      int bytes = source.entryBytes();
      long hash = Xxh64.hash(source.keyAddress(), source.keyBytes());
      if (!into.adopt(
          target.base(),
          target.shape(),
          hash,
          source.keyAddress() - StopBit.size(source.keyBytes()),
          bytes)) {
        return false;
      }
      position = at + ShapePolicy.chunksOf(bytes);
      living--;
      budget.spend(bytes);
    }
    return true;
  }
}
