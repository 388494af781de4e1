package io.ember.examples.admin.plan;

import io.ember.cluster.model.SlotSet;

/**
 * A primary as the planner sees it.
 *
 * @param id 40 hexadecimal digits
 * @param slots that it owns
 * @param share its part of the whole in relation to the others; 0 for one that is to be emptied
 */
public record PlanNode(String id, SlotSet slots, double share) {
  public PlanNode {
    if (!(share >= 0 && share < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException("a share must be 0 or more: " + share);
    }
  }

  /** {@return whether it is to own nothing at the end} */
  boolean isDrained() {
    return share == 0;
  }
}
