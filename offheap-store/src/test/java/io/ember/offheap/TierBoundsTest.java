package io.ember.offheap;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Nothing that a search or a prefetch reads lies outside the map's allocation, in any shape. */
class TierBoundsTest {
  private static final int CHUNK_STEPS = 16 * 10;
  private static final int CELL_BITS = 5;

  @Test
  void noReadPassesTheEndOfTheAllocation() {
    int shapes = 0;
    for (int step = 0; step < CHUNK_STEPS; step++) {
      for (int cellsLog2 = 6; cellsLog2 <= 14; cellsLog2++) {
        int number = step << CELL_BITS | cellsLog2;
        long entries = ShapePolicy.cells(number) * 2 / 3;
        int chunks = ShapePolicy.chunks(number);
        if (entries <= chunks && entries * 60 >= chunks) {
          check(new MapShape(number));
          shapes++;
        }
      }
    }
    assertThat(shapes).isGreaterThan(100);
  }

  private static void check(MapShape shape) {
    try (SlotMap map = shape.create()) {
      long tier = map.base();
      long end = tier - MapShape.HEADER_BYTES + map.sizeInBytesWithoutTiers();
      String name = shape.chunks + " chunks, 2^" + shape.cellsLog2 + " cells";
      assertThat(tier + shape.lastByteOffset).as(name).isLessThan(end);
      // the eight bytes of the search for a free run that begin at the list's last byte
      assertThat(tier + shape.bitmapOffset + shape.chunks / 8 + 7).as(name).isLessThan(end);
      assertThat(tier + shape.tableMask + shape.cellBytes - 1).as(name).isLessThan(end);
      int first = Math.max(0, shape.chunks - 16);
      for (int chunk = first; chunk < shape.chunks; chunk++) {
        long address = tier + shape.entriesOffset + (long) chunk * ShapePolicy.CHUNK_BYTES;
        assertThat(TierAccess.secondLine(tier, shape, address))
            .as(name)
            .isBetween(address, tier + shape.lastByteOffset);
      }
    }
  }
}
