package io.ember.cluster.core.replication;

import io.ember.cluster.model.NodeId;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What the control line tells every lane of its node about their shard. Each replaces the one
 * before; a lane says that it acts on one by reporting its number. Immutable.
 *
 * @param number counts the views of this process, from 1
 * @param index of the applied configuration from which it follows; never goes back
 * @param epoch of the shard; what carries a lower one is refused
 * @param primary of the shard
 * @param counted at a primary: the nodes, itself left out, whose acknowledgements every commit
 *     waits for, each with its run. The in-sync set of the applied state, and a node that is being
 *     added
 * @param replicas at a primary: all nodes that copy it, counted or not, each with its run
 * @param member at a replica: whether it is in the in-sync set
 * @param enoughMembers at a primary: whether the set has {@code min-in-sync} members, without which
 *     nothing is committed and no write is taken
 * @param handover at a primary: whether it admits no call until a view without it follows, since a
 *     replica that has everything is to take over
 */
public record ShardView(
    long number,
    long index,
    ShardRole role,
    long epoch,
    NodeId primary,
    SortedMap<NodeId, Long> counted,
    SortedMap<NodeId, Long> replicas,
    boolean member,
    boolean enoughMembers,
    boolean handover) {
  public ShardView {
    counted = Collections.unmodifiableSortedMap(new TreeMap<>(counted));
    replicas = Collections.unmodifiableSortedMap(new TreeMap<>(replicas));
  }

  /** {@return whether this node is primary and waits for nobody} */
  public boolean countsOnlyItself() {
    return role == ShardRole.PRIMARY && counted.isEmpty();
  }
}
