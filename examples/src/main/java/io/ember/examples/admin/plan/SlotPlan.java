package io.ember.examples.admin.plan;

import io.ember.cluster.model.SlotSet;
import java.util.List;

/**
 * Moves, with what they do to the shares.
 *
 * <p>Invariant: every slot moves at most once, and from its owner.
 *
 * @param nodes the primaries as they are
 * @param weights what slots weigh
 * @param moves one for each pair of nodes at most, in the order of the nodes
 * @param isBalanced whether every node has its share afterwards, as far as that was asked for
 */
public record SlotPlan(
    List<PlanNode> nodes, SlotWeights weights, List<SlotMove> moves, boolean isBalanced) {
  public SlotPlan {
    nodes = List.copyOf(nodes);
    moves = List.copyOf(moves);
    SlotSet seen = SlotSet.EMPTY;
    for (SlotMove move : moves) {
      if (seen.intersects(move.slots())) {
        throw new IllegalArgumentException("a slot would move twice: " + seen.and(move.slots()));
      }
      seen = seen.plus(move.slots());
      if (!node(nodes, move.source()).slots().containsAll(move.slots())) {
        throw new IllegalArgumentException(move.source() + " does not own all of " + move.slots());
      }
      node(nodes, move.target());
    }
  }

  private static PlanNode node(List<PlanNode> nodes, String id) {
    return nodes.stream()
        .filter(node -> node.id().equals(id))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("unknown node " + id));
  }

  /** {@return how many slots move} */
  public int slotCount() {
    return moves.stream().mapToInt(move -> move.slots().slotCount()).sum();
  }

  /** {@return what a node has before} */
  public SlotSet before(String id) {
    return node(nodes, id).slots();
  }

  /** {@return what a node has afterwards} */
  public SlotSet after(String id) {
    SlotSet slots = before(id);
    for (SlotMove move : moves) {
      if (move.source().equals(id)) {
        slots = slots.minus(move.slots());
      } else if (move.target().equals(id)) {
        slots = slots.plus(move.slots());
      }
    }
    return slots;
  }
}
