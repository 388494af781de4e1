package io.ember.cluster.sim;

import io.ember.cluster.core.election.Vote;
import io.ember.cluster.core.node.ControlOutput;
import io.ember.cluster.core.node.Standing;
import io.ember.cluster.core.state.ClusterStateData;
import io.ember.cluster.core.state.NodeInfo;
import io.ember.cluster.core.state.ShardInfo;
import io.ember.cluster.model.NodeId;
import io.ember.cluster.model.SlotSet;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What must hold of a simulated cluster after every step (numbers of section 9 of the protocols, as
 * far as they concern the control line). Knows nothing of workloads and faults.
 */
final class ControlInvariants {
  /** A rule is broken. */
  static final class Violation extends AssertionError {
    private static final long serialVersionUID = 1;

    Violation(String rule, String detail) {
      super(rule + ": " + detail);
    }
  }

  private final List<SimNode> nodes;
  private final Map<NodeId, Long> incarnations = new HashMap<>();
  private final Map<Integer, Long> runs = new HashMap<>();
  private final Map<String, NodeId> votes = new HashMap<>();

  /** Whether leases decide who serves, which others judge. */
  private final boolean leased;

  ControlInvariants(List<SimNode> nodes, boolean leased) {
    this.nodes = nodes;
    this.leased = leased;
  }

  /** A node published what it routes by. */
  void published(SimNode node, ControlOutput.Publish publish, ClusterStateData applied) {
    boolean serves = publish.notServing().isEmpty();
    NodeInfo known = applied.node(node.disk.id());
    if (serves && (known == null || known.run() != node.disk.run())) {
      throw new Violation(
          "12 serves only registered", node.index + " in run " + node.disk.run() + ": " + known);
    }
    if (serves && node.disk.standing() == Standing.JOINING) {
      throw new Violation("joining serves nothing", "node " + node.index);
    }
    SlotSet shown = publish.picture().slots().setOf(node.disk.id());
    if (serves && !shown.equals(applied.slots().setOf(node.disk.id()))) {
      throw new Violation("14 one source of ownership", node.index + " shows " + shown);
    }
    alone(node);
  }

  /** 2: at most one node serves a slot of a cluster; nobody serves who belongs elsewhere. */
  private void alone(SimNode node) {
    SlotSet served = node.served();
    if (served.isEmpty() || leased) {
      return;
    }
    for (SimNode other : nodes) {
      if (other != node && other.disk.clusterId().equals(node.disk.clusterId())) {
        SlotSet both = other.served().and(served);
        if (!both.isEmpty()) {
          throw new Violation(
              "2 one server of a slot",
              "nodes " + node.index + " and " + other.index + " serve " + both);
        }
      }
    }
  }

  /** An entry was committed. */
  void committed(SimGroup group, ClusterStateData before) {
    ClusterStateData after = group.committed();
    for (ShardInfo shard : before.shards().values()) {
      ShardInfo next = after.shards().get(shard.id());
      if (next != null && (next.epoch() < shard.epoch() || next.version() < shard.version())) {
        throw new Violation("9 epochs and versions never go back", shard + " -> " + next);
      }
    }
    for (NodeInfo node : before.nodes().values()) {
      NodeInfo next = after.node(node.id());
      if (next != null && next.run() < node.run()) {
        throw new Violation("9 runs never go back", node + " -> " + next);
      }
    }
    for (NodeId owner : after.slots().owners()) {
      if (!after.isPrimary(owner)) {
        throw new Violation("14 owners are primaries", owner.toString());
      }
    }
  }

  /** No node serves, or may come to serve, in one cluster while another one counts on it. */
  void belonging(Collection<SimGroup> groups) {
    for (SimGroup group : groups) {
      for (SimNode node : nodes) {
        boolean elsewhere = !node.disk.clusterId().equals(group.id);
        if (elsewhere
            && node.disk.standing() != Standing.JOINING
            && !group.isGivenUp(nodes)
            && group.committed().node(node.disk.id()) != null) {
          throw new Violation(
              "a node is of one cluster",
              "node "
                  + node.index
                  + " is "
                  + node.disk.standing()
                  + " of "
                  + node.disk.clusterId()
                  + ", and counted on in "
                  + group.id);
        }
      }
    }
  }

  /** A vote is about to be forced to disk, and then told. */
  void voted(SimNode node, Vote vote) {
    String which = node.index + "/" + vote.shard() + "/" + vote.epoch() + "/" + vote.round();
    NodeId before = votes.putIfAbsent(which, vote.candidate());
    if (before != null && !before.equals(vote.candidate())) {
      throw new Violation("20 one vote for a round", which + ": " + before + ", then " + vote);
    }
  }

  void persisted(SimNode node, SimDisk before, SimDisk after) {
    if (after.incarnation() < before.incarnation()
        || incarnations.getOrDefault(after.id(), 0L) > after.incarnation()) {
      throw new Violation("9 incarnations never go back", before + " -> " + after);
    }
    incarnations.put(after.id(), after.incarnation());
    if (runs.getOrDefault(node.index, 0L) > after.run()) {
      throw new Violation("9 runs never go back", before + " -> " + after);
    }
    runs.put(node.index, after.run());
  }

  void advanced(SimNode node, ClusterStateData before, ClusterStateData after) {
    if (after.index() < before.index() || after.term() < before.term()) {
      throw new Violation(
          "9 the applied index never goes back", node.index + ": " + before.index());
    }
  }

  private String describe(SimGroup group) {
    StringBuilder text = new StringBuilder("a group led by " + group.leader + ", voters");
    for (SimNode node : nodes) {
      boolean votes = group.voters.contains(node.disk.id());
      boolean in = group.committed().nodes().containsKey(node.disk.id());
      if (votes || in || node.group == group) {
        text.append(" [").append(node.index).append(votes ? " votes" : "");
        text.append(in ? " configured" : "").append(node.group == group ? " here" : " gone");
        text.append(" at ").append(node.position).append(']');
      }
    }
    return text
        + " of "
        + group.voters.size()
        + ", log to "
        + group.last()
        + ", last "
        + group.lastCommands();
  }

  private boolean isWayInRemoved(SimNode joiner) {
    return nodes.stream()
        .filter(node -> joiner.disk.joining().filter(node.bus::equals).isPresent())
        .anyMatch(node -> node.group.committed().node(node.disk.id()) == null);
  }

  private String wayIn(SimNode joiner) {
    for (SimNode node : nodes) {
      if (joiner.disk.joining().filter(node.bus::equals).isPresent()) {
        ControlOutput.Publish now = node.published;
        return "node "
            + node.index
            + " in run "
            + node.disk.run()
            + ", "
            + node.disk.standing()
            + ", which serves nothing: '"
            + (now == null ? "down" : now.notServing())
            + "', in "
            + describe(node.group);
      }
    }
    return "nobody";
  }

  /** 22: faults have ended a while ago. */
  void settled(SimNode node) {
    if (!node.isUp()) {
      return;
    }
    ControlOutput.Publish now = node.published;
    if (node.disk.standing() == Standing.JOINING) {
      if (isWayInRemoved(node)) {
        return; // the one limit: who alone could tell it is of that cluster no more
      }
      throw new Violation("22 joins end", "node " + node.index + " joins " + wayIn(node));
    }
    ClusterStateData committed = node.group.committed();
    if (committed.node(node.disk.id()) == null) {
      return; // forgotten by others; it waits for a RESET
    }
    if (now == null || !now.notServing().isEmpty()) {
      throw new Violation("22 members serve", "node " + node.index + ": " + now);
    }
    if (node.position < node.group.last() - 2) { // what was committed just now may be under way
      throw new Violation(
          "22 all have applied all",
          "node " + node.index + " is behind in " + describe(node.group));
    }
    SlotSet unserved = committed.slots().setOf(node.disk.id()).minus(node.served());
    if (!unserved.minus(committed.lost()).isEmpty()) {
      throw new Violation("22 slots are served", "node " + node.index + ": " + unserved);
    }
    if (!node.questions.isEmpty()) {
      throw new Violation("22 operators are answered", node.index + ": " + node.questions);
    }
  }
}
