package io.ember.cluster.core.replication;

import io.ember.cluster.model.NodeId;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A shard as the applied configuration has it. Immutable.
 *
 * @param id of the shard
 * @param primary owns the slots
 * @param epoch rises when the primary changes or restarts
 * @param version rises with every change of the set, of a run in it, or of the primary
 * @param members the in-sync set, by run
 * @param nodes all nodes of the shard, by registered run
 * @param everReplicated whether there ever was a member beside the primary
 */
public record Shard(
    NodeId id,
    NodeId primary,
    long epoch,
    long version,
    SortedMap<NodeId, Long> members,
    SortedMap<NodeId, Long> nodes,
    boolean everReplicated) {
  public Shard {
    members = Collections.unmodifiableSortedMap(new TreeMap<>(members));
    nodes = Collections.unmodifiableSortedMap(new TreeMap<>(nodes));
  }

  /** {@return whether the primary may serve, as far as the configuration decides that} */
  public boolean isServed() {
    return members.containsKey(primary);
  }

  /** {@return whether a node is a member in that run} */
  public boolean hasMember(NodeId node, long run) {
    Long known = members.get(node);
    return known != null && known == run;
  }

  /** {@return all nodes but the primary, by run} */
  public SortedMap<NodeId, Long> replicas() {
    SortedMap<NodeId, Long> replicas = new TreeMap<>(nodes);
    replicas.remove(primary);
    return replicas;
  }
}
