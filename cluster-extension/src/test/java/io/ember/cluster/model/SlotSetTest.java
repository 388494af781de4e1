package io.ember.cluster.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class SlotSetTest {
  private final SlotSet low = SlotSet.of(new SlotRange(0, 9));
  private final SlotSet middle = SlotSet.of(new SlotRange(5, 14));

  @Test
  void joinsRangesThatTouch() {
    SlotSet set = SlotSet.of(List.of(new SlotRange(10, 19), new SlotRange(0, 9)));

    assertEquals(List.of(new SlotRange(0, 19)), set.ranges());
    assertEquals(SlotSet.of(new SlotRange(0, 19)), set);
  }

  @Test
  void calculatesLikeASet() {
    assertEquals(SlotSet.of(new SlotRange(0, 14)), low.plus(middle));
    assertEquals(SlotSet.of(new SlotRange(0, 4)), low.minus(middle));
    assertEquals(SlotSet.of(new SlotRange(5, 9)), low.and(middle));
    assertTrue(low.intersects(middle));
    assertTrue(low.containsAll(SlotSet.ofSlots(0, 9)));
    assertFalse(low.containsAll(middle));
    assertEquals(-1, SlotSet.EMPTY.first());
    assertEquals(16384, SlotSet.ALL.slotCount());
  }

  @Test
  void showsRanges() {
    assertEquals("0-9,11", low.plus(SlotSet.ofSlots(11)).toString());
    assertEquals("none", SlotSet.EMPTY.toString());
    assertArrayEquals(new int[] {3, 7}, SlotSet.ofSlots(7, 3).toArray());
  }

  @Test
  void refusesSlotsThatDoNotExist() {
    assertThrows(IllegalArgumentException.class, () -> SlotSet.ofSlots(16384));
    assertThrows(IllegalArgumentException.class, () -> SlotSet.ofSlots(-1));
  }
}
