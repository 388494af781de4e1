package io.ember.offheap;

import io.ember.engine.EntryVisitor;
import io.ember.engine.SlotStore;
import org.jspecify.annotations.Nullable;

/**
 * Walks over the lookup tables of a slot's maps: scans in {@link HashOrder}, samples from a random
 * cell on.
 *
 * <p>Owner thread: that of the slots.
 */
final class TableWalk {
  /** Cells that a sample passes over before it takes what it has. */
  private static final int SAMPLE_CELLS = 256;

  private final DirectSlotStores owner;
  private final TierAccess access = new TierAccess();

  TableWalk(DirectSlotStores owner) {
    this.owner = owner;
  }

  /**
   * See {@link SlotStore#scan}. Each step visits in every map what has its place in one cell of the
   * smallest table.
   */
  long scan(
      SlotMap map, @Nullable DrainingMap draining, long cursor, int limit, EntryVisitor visitor) {
    int fewestLog2 = map.shape().cellsLog2;
    int mostLog2 = fewestLog2;
    for (DrainingMap old = draining; old != null; old = old.older) {
      fewestLog2 = Math.min(fewestLog2, old.map.shape().cellsLog2);
      mostLog2 = Math.max(mostLog2, old.map.shape().cellsLog2);
    }
    long span = HashOrder.cellSpan(fewestLog2);
    long cellsOfStep = 1L << (mostLog2 - fewestLog2);
    long place = HashOrder.place(cursor) & -span;
    long cellsLeft = (long) limit * SlotStore.PASSED_PER_ENTRY;
    long visits = 0;
    while (visits < limit && cellsLeft > 0 && place < HashOrder.END) {
      visits += visitSpan(map, 0, place, span, visitor);
      for (DrainingMap old = draining; old != null; old = old.older) {
        visits += visitSpan(old.map, old.position(), place, span, visitor);
      }
      cellsLeft -= cellsOfStep;
      place += span;
    }
    return place < HashOrder.END ? place : SlotStore.SCAN_END;
  }

  private int visitSpan(SlotMap map, int firstLiving, long place, long span, EntryVisitor visitor) {
    MapShape shape = map.shape();
    long cellSpan = HashOrder.cellSpan(shape.cellsLog2);
    int visits = 0;
    for (long at = place; at < place + span; at += cellSpan) {
      long home = HashOrder.cell(at, shape.cellsLog2);
      visits += visitHome(map, firstLiving, home, false, visitor);
    }
    if (place == 0) {
      // A part of a hash that is 0 is stored as all ones, so its entry lies at the other end of the
      // table; its place in the order is here.
      visits += visitHome(map, firstLiving, shape.cellMask, true, visitor);
    }
    return visits;
  }

  /**
   * Visits the entries whose search begins at a cell: they lie from there on, before the next empty
   * cell.
   *
   * @param zeroParts whether to visit those whose part of the hash is 0, or all others
   */
  private int visitHome(
      SlotMap map, int firstLiving, long home, boolean zeroParts, EntryVisitor visitor) {
    MapShape shape = map.shape();
    int visits = 0;
    for (long cell = home; ; cell = cell + 1 & shape.cellMask) {
      long word = TierAccess.cell(map.base(), shape, cell);
      if (word == 0) {
        return visits;
      }
      if ((word & shape.cellMask) == home
          && isOfZeroPart(map, firstLiving, word) == zeroParts
          && visitCell(map, firstLiving, word, visitor)) {
        visits++;
      }
    }
  }

  /**
   * {@return whether the entry's part of the hash is 0, for which the cell holds all ones} Whether
   * the all ones stand for 0 only the key itself tells; they are seldom.
   */
  private boolean isOfZeroPart(SlotMap map, int firstLiving, long word) {
    MapShape shape = map.shape();
    int chunk = TierAccess.chunkOf(shape, word);
    if ((word & shape.keyMask) != shape.keyMask || chunk < firstLiving) {
      return false;
    }
    access.visit(map.base(), shape, chunk);
    owner.visited.point(access);
    long hash = Xxh64.hash(owner.visited.keyAddress(), owner.visited.keyLength());
    return (hash & shape.keyMask) == 0;
  }

  private boolean visitCell(SlotMap map, int firstLiving, long word, EntryVisitor visitor) {
    int chunk = TierAccess.chunkOf(map.shape(), word);
    if (chunk < firstLiving) {
      return false;
    }
    access.visit(map.base(), map.shape(), chunk);
    owner.visited.point(access);
    owner.visit(visitor);
    return true;
  }

  /** See {@link SlotStore#sample}. */
  void sample(
      SlotMap map, @Nullable DrainingMap draining, long random, int limit, EntryVisitor visitor) {
    int visits = sampleFrom(map, 0, random, limit, visitor);
    for (DrainingMap old = draining; old != null && visits < limit; old = old.older) {
      visits += sampleFrom(old.map, old.position(), random, limit - visits, visitor);
    }
  }

  private int sampleFrom(
      SlotMap map, int firstLiving, long random, int limit, EntryVisitor visitor) {
    MapShape shape = map.shape();
    int visits = 0;
    long cell = random & shape.cellMask;
    for (long passed = 0; passed <= shape.cellMask && visits < limit; passed++) {
      long word = TierAccess.cell(map.base(), shape, cell);
      if (word != 0 && visitCell(map, firstLiving, word, visitor)) {
        visits++;
      }
      if (visits > 0 && passed >= SAMPLE_CELLS) {
        break;
      }
      cell = cell + 1 & shape.cellMask;
    }
    return visits;
  }
}
