package io.ember.cluster.core.gossip;

import io.ember.cluster.model.NodeId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The order in which members are probed: a shuffled list, walked to its end and shuffled anew, so
 * that each member is probed within 2n - 1 periods (SWIM, section 4.3). Owner: the engine.
 */
final class ProbeOrder {
  private final LongSupplier random;
  private final List<NodeId> order = new ArrayList<>();
  private final Set<NodeId> listed = new HashSet<>();
  private int next;

  ProbeOrder(LongSupplier random) {
    this.random = random;
  }

  /** A new member comes at a random place of the pass that is under way. */
  void add(NodeId member, Predicate<NodeId> wanted) {
    if (!listed.add(member)) {
      return;
    }
    if (order.size() >= GossipConfig.MAX_PROBE_ORDER) {
      // Many came and went within one pass.
      next -= (int) order.subList(0, next).stream().filter(wanted.negate()).count();
      drop(wanted.negate());
    }
    order.add(next + below(order.size() - next + 1), member);
  }

  private void drop(Predicate<NodeId> unwanted) {
    order.removeIf(
        id -> {
          boolean drops = unwanted.test(id);
          if (drops) {
            listed.remove(id);
          }
          return drops;
        });
  }

  int count() {
    return order.size();
  }

  /** {@return the next one for which the condition holds, or null if there is none} */
  @Nullable NodeId next(Predicate<NodeId> wanted) {
    for (int tries = 2 * order.size(); tries > 0; tries--) {
      if (next >= order.size()) {
        drop(wanted.negate());
        shuffle(order);
        next = 0;
        if (order.isEmpty()) {
          return null;
        }
      }
      NodeId candidate = order.get(next++);
      if (wanted.test(candidate)) {
        return candidate;
      }
    }
    return null;
  }

  /** {@return up to {@code count} of these, chosen at random} */
  List<NodeId> choose(Collection<NodeId> from, int count) {
    List<NodeId> shuffled = new ArrayList<>(from);
    shuffle(shuffled);
    return shuffled.subList(0, Math.min(count, shuffled.size()));
  }

  private void shuffle(List<NodeId> list) {
    for (int i = list.size() - 1; i > 0; i--) {
      int j = below(i + 1);
      NodeId moved = list.get(i);
      list.set(i, list.get(j));
      list.set(j, moved);
    }
  }

  private int below(int bound) {
    return (int) Long.remainderUnsigned(random.getAsLong(), bound);
  }
}
