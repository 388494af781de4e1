package io.ember.perf.reshard;

import java.util.BitSet;

/** Where a slot is while others move. */
enum Place {
  MOVING("slots that move"),
  SOURCE("other slots of the source"),
  TARGET("slots of the target"),
  ELSEWHERE("slots of other nodes");

  private final String text;

  Place(String text) {
    this.text = text;
  }

  /** {@return what reports call it} */
  String text() {
    return text;
  }

  /** Which slots are where; the sets are not to be changed. */
  record Layout(BitSet moving, BitSet source, BitSet target) {
    Place of(int slot) {
      if (moving.get(slot)) {
        return MOVING;
      }
      return source.get(slot) ? SOURCE : target.get(slot) ? TARGET : ELSEWHERE;
    }
  }
}
