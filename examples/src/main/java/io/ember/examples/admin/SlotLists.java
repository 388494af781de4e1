package io.ember.examples.admin;

import io.ember.cluster.model.SlotRange;
import io.ember.cluster.model.SlotSet;
import io.ember.engine.Slots;
import java.util.ArrayList;
import java.util.List;

/** Slots as text: {@code 0-99,200 300-301}. Stateless. */
final class SlotLists {
  private static final String SLOT = "[0-9]{1,5}";

  private SlotLists() {}

  /**
   * {@return the slots of a list whose parts are separated by commas or spaces}
   *
   * @throws IllegalArgumentException if it is none
   */
  static SlotSet parse(String text) {
    List<SlotRange> ranges = new ArrayList<>();
    for (String part : text.split("[, ]+", -1)) {
      if (!part.isEmpty()) {
        ranges.add(range(part));
      }
    }
    return SlotSet.of(ranges);
  }

  private static SlotRange range(String part) {
    int dash = part.indexOf('-');
    String first = dash < 0 ? part : part.substring(0, dash);
    String last = dash < 0 ? part : part.substring(dash + 1);
    if (first.matches(SLOT) && last.matches(SLOT)) {
      int from = Integer.parseInt(first);
      int to = Integer.parseInt(last);
      if (from <= to && to < Slots.SLOT_COUNT) {
        return new SlotRange(from, to);
      }
    }
    throw new IllegalArgumentException(
        "'" + part + "' is neither a slot from 0 to 16383 nor a range FIRST-LAST of them");
  }

  /** {@return a list for one line, with the number of ranges in place of what is too much} */
  static String brief(SlotSet slots) {
    String all = slots.toString();
    int shown = 60;
    if (all.length() <= shown) {
      return all;
    }
    int comma = all.lastIndexOf(',', shown);
    String head = all.substring(0, comma);
    int ranges = slots.ranges().size();
    int left = ranges - (int) head.chars().filter(c -> c == ',').count() - 1;
    return head + ",... and " + left + " ranges more";
  }
}
