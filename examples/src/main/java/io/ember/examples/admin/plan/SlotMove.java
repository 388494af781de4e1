package io.ember.examples.admin.plan;

import io.ember.cluster.model.SlotSet;

/**
 * Slots that go from one primary to another.
 *
 * @param source id of the owner
 * @param target id of who shall own them
 * @param slots at least one
 */
public record SlotMove(String source, String target, SlotSet slots) {
  public SlotMove {
    if (source.equals(target) || slots.isEmpty()) {
      throw new IllegalArgumentException("no move: " + slots + " from " + source + " to " + target);
    }
  }
}
