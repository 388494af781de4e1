package io.ember.cluster.core.node;

import io.ember.cluster.core.state.ClusterStateData;
import io.ember.cluster.model.NodeId;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * Which nodes should vote: an odd number, at most the configured one, living ones first. Voters
 * stay as long as there is no reason against them, since every change costs. Stateless.
 */
final class VoterPlan {
  private VoterPlan() {}

  /**
   * {@return the voters that there should be}
   *
   * @param voters those that there are
   * @param alive what is believed of a node
   */
  static Set<NodeId> desired(
      ClusterStateData data, Set<NodeId> voters, Predicate<NodeId> alive, int maxVoters) {
    List<NodeId> candidates = new ArrayList<>();
    data.nodes().keySet().stream()
        .filter(id -> voters.contains(id) && alive.test(id))
        .forEach(candidates::add);
    data.nodes().keySet().stream()
        .filter(id -> !voters.contains(id) && alive.test(id))
        .forEach(candidates::add);
    // A dead voter is replaced, but not dropped: that would make a failure a smaller majority.
    data.nodes().keySet().stream()
        .filter(id -> voters.contains(id) && !alive.test(id))
        .forEach(candidates::add);
    int count = Math.min(maxVoters, candidates.size());
    count -= count % 2 == 0 && count > 0 ? 1 : 0;
    return new TreeSet<>(candidates.subList(0, count));
  }
}
