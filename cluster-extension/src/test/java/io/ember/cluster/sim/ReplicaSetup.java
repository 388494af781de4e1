package io.ember.cluster.sim;

import io.ember.cluster.core.replication.ReplicationSettings;
import io.ember.cluster.core.state.ClusterCommand;
import io.ember.cluster.core.state.NodeInfo;
import io.ember.cluster.model.SlotRange;
import io.ember.cluster.model.SlotSet;
import io.ember.engine.Slots;
import java.util.List;

/**
 * Who copies whom in a simulated cluster, and with which times.
 *
 * @param primaries for each node the index of its primary, its own for a primary
 * @param graceMs of the nodes; leases have 500 ms
 * @param minInSync members that writes need
 * @param neglect what is left out
 */
record ReplicaSetup(int[] primaries, long graceMs, int minInSync, Neglect neglect) {
  /** Nobody copies anybody. */
  static final ReplicaSetup NONE = new ReplicaSetup(new int[0], 600, 1, Neglect.NONE);

  private static final long MS = 1_000_000;
  private static final long LEASE_MS = 500;
  private static final int VOTERS = 3;

  int count() {
    return primaries.length;
  }

  long tickNs() {
    return count() == 0 ? 1_000 * MS / 12 : 50 * MS;
  }

  static int laneCount(SimNode node) {
    return 1 + node.index % 2;
  }

  ReplicationSettings settings(SimNode node) {
    return new ReplicationSettings(
        node.disk.id(),
        node.disk.run(),
        laneCount(node),
        LEASE_MS * MS,
        graceMs * MS,
        2_000 * MS,
        0.01,
        minInSync,
        16 * 1_500,
        io.ember.cluster.core.migration.MigrationSettings.DEFAULTS);
  }

  /** {@return the slots that a node owns at the beginning} */
  SlotSet slotsOf(int node) {
    List<Integer> owners =
        java.util.stream.IntStream.range(0, count())
            .filter(i -> primaries[i] == i)
            .boxed()
            .toList();
    int place = owners.indexOf(node);
    if (place < 0) {
      return SlotSet.EMPTY;
    }
    int share = Slots.SLOT_COUNT / owners.size();
    int last = place == owners.size() - 1 ? Slots.SLOT_COUNT : (place + 1) * share;
    return SlotSet.of(new SlotRange(place * share, last - 1));
  }

  /** Brings them into the configuration. */
  void commit(List<SimNode> nodes) {
    SimGroup group = nodes.get(0).group;
    for (SimNode node : nodes) {
      NodeInfo info = new NodeInfo(node.disk.id(), node.disk.shardId(), node.client, node.bus, 1);
      group.commit(new ClusterCommand.AddNode(info, slotsOf(node.index)));
      if (group.voters.size() < VOTERS) {
        group.voters.add(node.disk.id());
      }
    }
    for (SimNode node : nodes) {
      int primary = primaries[node.index];
      if (primary != node.index) {
        group.commit(new ClusterCommand.SetReplicaOf(node.disk.id(), nodes.get(primary).disk.id()));
      }
    }
  }
}
