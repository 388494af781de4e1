package io.ember.cluster.sim;

import io.ember.cluster.core.state.ClusterCommand;
import io.ember.cluster.core.state.ClusterResponse;
import io.ember.cluster.core.state.ClusterSnapshot;
import io.ember.cluster.core.state.ClusterStateData;
import io.ember.cluster.core.state.ClusterStateMachine;
import io.ember.cluster.core.state.MigrationInfo;
import io.ember.cluster.core.state.NodeInfo;
import io.ember.cluster.core.state.PromotionKind;
import io.ember.cluster.core.state.ShardInfo;
import io.ember.cluster.model.MigrationId;
import io.ember.cluster.model.NodeId;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
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
  private final Neglect neglect;
  private final List<String> commands = new ArrayList<>();
  int leader = NOBODY;
  private long term;
  private long index;

  SimGroup(UUID id, NodeId founder, Neglect neglect) {
    this.id = id;
    this.neglect = neglect;
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
    ClusterStateData before = machine.data();
    ClusterResponse response = machine.apply(term, ++index, neglecting(command, before));
    if (neglect == Neglect.RESTART_RAISES_THE_EPOCH
        && command instanceof ClusterCommand.NodeRestarted restarted) {
      machine.restore(new ClusterSnapshot(atFormerEpoch(machine.data(), before, restarted.id())));
    }
    if (neglect == Neglect.PROMOTION_RAISES_THE_ATTEMPT
        && !(command instanceof ClusterCommand.BeginMigration)) {
      machine.restore(new ClusterSnapshot(atFormerAttempts(machine.data(), before)));
    }
    states.add(machine.data());
    commands.add(command + " -> " + response);
    return response;
  }

  private static ClusterStateData atFormerAttempts(ClusterStateData data, ClusterStateData before) {
    SortedMap<MigrationId, MigrationInfo> former = new TreeMap<>(data.migrations());
    former.replaceAll((id, now) -> before.migrations().getOrDefault(id, now));
    return with(data, data.shards(), former);
  }

  private static ClusterStateData with(
      ClusterStateData data,
      SortedMap<NodeId, ShardInfo> shards,
      SortedMap<MigrationId, MigrationInfo> migrations) {
    return new ClusterStateData(
        data.term(),
        data.index(),
        data.currentEpoch(),
        data.lastMigration(),
        data.nodes(),
        shards,
        data.slots(),
        data.lost(),
        migrations,
        data.arrivals(),
        data.jobs(),
        data.removed());
  }

  /** {@return a command that passes the guard which is left out} */
  private ClusterCommand neglecting(ClusterCommand command, ClusterStateData data) {
    if (command instanceof ClusterCommand.SetInSync set && neglect == Neglect.SET_HAS_A_VERSION) {
      ShardInfo shard = data.shardOf(set.primary());
      long version = shard == null ? set.version() : shard.version();
      return new ClusterCommand.SetInSync(set.primary(), set.epoch(), version, set.members());
    } else if (command instanceof ClusterCommand.SetInSync set && neglect == Neglect.SET_HAS_RUNS) {
      SortedMap<NodeId, Long> members = new TreeMap<>(set.members());
      members.replaceAll(
          (node, run) -> {
            NodeInfo known = data.node(node);
            return known == null ? run : known.run();
          });
      return new ClusterCommand.SetInSync(set.primary(), set.epoch(), set.version(), members);
    } else if (command instanceof ClusterCommand.NodeRestarted restarted
        && neglect == Neglect.LOST_DATA_LEAVES_THE_SET) {
      return new ClusterCommand.NodeRestarted(restarted.id(), restarted.run(), true, true);
    } else if (command instanceof ClusterCommand.PromoteReplica promote
        && neglect == Neglect.PROMOTED_IS_A_MEMBER) {
      return new ClusterCommand.PromoteReplica(
          promote.id(), promote.run(), promote.epoch(), promote.version(), PromotionKind.TAKEOVER);
    }
    if (command instanceof ClusterCommand.CompleteMigration complete
        && neglect == Neglect.COMPLETION_IS_OF_AN_ATTEMPT) {
      MigrationInfo now = data.migrations().get(complete.id());
      ShardInfo source = now == null ? null : data.shards().get(now.sourceShard());
      ShardInfo target = now == null ? null : data.shards().get(now.targetShard());
      if (now != null && source != null && target != null) {
        return new ClusterCommand.CompleteMigration(
            now.id(), now.attempt(), source.epoch(), target.epoch());
      }
    }
    return command;
  }

  private static ClusterStateData atFormerEpoch(
      ClusterStateData data, ClusterStateData before, NodeId node) {
    ShardInfo now = data.shardOf(node);
    ShardInfo former = before.shardOf(node);
    if (now == null || former == null) {
      return data;
    }
    SortedMap<NodeId, ShardInfo> shards = new TreeMap<>(data.shards());
    shards.put(
        now.id(),
        new ShardInfo(
            now.id(),
            now.primary(),
            former.epoch(),
            now.version(),
            now.members(),
            now.everReplicated()));
    return with(data, shards, data.migrations());
  }
}
