package io.ember.cluster.sim;

import io.ember.cluster.core.state.ClusterCommand;
import io.ember.cluster.core.state.ClusterResponse;
import io.ember.cluster.core.state.ClusterStateData;
import io.ember.cluster.core.state.ClusterStateMachine;
import io.ember.cluster.model.NodeId;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;

/**
 * A simulated log of one cluster: what a log promises and no more. Committed entries stay, in one
 * order; who applies them when, and who hears of it, is left to chance.
 */
final class SimGroup {
  static final int NOBODY = -1;

  /** A proposal whose proposer was told that nobody knows, and which is committed later. */
  record Limbo(long atNs, ClusterCommand command) {}

  final UUID id;
  final Set<NodeId> voters = new TreeSet<>();
  final List<Limbo> limbo = new ArrayList<>();
  private final ClusterStateMachine machine = new ClusterStateMachine();
  private final List<ClusterStateData> states = new ArrayList<>();
  private final List<String> commands = new ArrayList<>();
  int leader = NOBODY;
  private long term;
  private long index;

  SimGroup(UUID id, NodeId founder) {
    this.id = id;
    voters.add(founder);
    states.add(machine.data());
  }

  /** {@return whether every node that counts has left the group for good} */
  boolean isGivenUp(List<SimNode> nodes) {
    return nodes.stream()
        .noneMatch(
            node ->
                node.disk.clusterId().equals(id)
                    && committed().nodes().containsKey(node.disk.id()));
  }

  /** {@return the position of the last committed entry} */
  int last() {
    return states.size() - 1;
  }

  /** {@return the state after the entry at that position} */
  ClusterStateData at(int position) {
    return states.get(position);
  }

  ClusterStateData committed() {
    return states.get(last());
  }

  void lead(int node) {
    leader = node;
    term++;
    // A leader begins with an entry of its own, which nobody applies.
    index++;
  }

  /** {@return the last commands and their answers, for a report} */
  List<String> lastCommands() {
    return commands.subList(Math.max(0, commands.size() - 4), commands.size());
  }

  ClusterResponse commit(ClusterCommand command) {
    ClusterResponse response = machine.apply(term, ++index, command);
    states.add(machine.data());
    commands.add(command + " -> " + response);
    return response;
  }
}
