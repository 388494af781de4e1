package io.ember.cluster.core.node;

import io.ember.cluster.model.Endpoint;
import io.ember.cluster.model.JobId;
import io.ember.cluster.model.NodeId;
import io.ember.cluster.model.SlotSet;

/** A change of the cluster that an operator asks for. */
public sealed interface ClusterChange {
  /** This node takes slots that nobody owns. */
  record AddSlots(SlotSet slots) implements ClusterChange {}

  /** This node gives up slots of its own, which must be empty. */
  record RemoveSlots(SlotSet slots) implements ClusterChange {}

  /** This node and the one that listens there become one cluster. */
  record Meet(Endpoint bus) implements ClusterChange {}

  /** A node that owns no slot leaves the cluster's configuration. */
  record Forget(NodeId node) implements ClusterChange {}

  /** This node becomes a replica. */
  record Replicate(NodeId primary) implements ClusterChange {}

  /** This node, a replica, becomes the primary of its shard. */
  record Failover(FailoverKind kind) implements ClusterChange {}

  /** Slots whose data is lost begin anew and empty, on this node. */
  record AcceptLoss(SlotSet slots) implements ClusterChange {}

  /** How a replica is made primary by an operator. */
  enum FailoverKind {
    /** The primary hands over, with everything. */
    PLANNED,
    /** The primary is not asked; only a member of the in-sync set is taken. */
    FORCE,
    /** Any replica is taken, and what it does not have is lost. */
    TAKEOVER
  }

  /**
   * Slots are to be moved while clients use them.
   *
   * @param job a name that no other job has
   */
  record MoveSlots(JobId job, SlotSet slots, NodeId source, NodeId target, long atMs)
      implements ClusterChange {}

  /** A slot is marked as one that is being moved, as tools of Redis do before they move it. */
  record OpenSlot(int slot, NodeId source, NodeId target) implements ClusterChange {}

  /** The mark of a slot is taken away. */
  record CloseSlot(int slot) implements ClusterChange {}

  /**
   * A slot, marked or not, is moved to a node with all that it holds; answered when it is there.
   *
   * @param job a name that no other job has
   * @param waitMs after which it is answered that this takes longer
   */
  record GiveSlot(JobId job, int slot, NodeId target, long atMs, long waitMs)
      implements ClusterChange {}

  /** A move of slots is to stop for good: those that have moved stay where they are. */
  record CancelMove(JobId job, long atMs) implements ClusterChange {}

  /** A move of slots is to wait, or to go on. */
  record PauseMove(JobId job, boolean isPaused) implements ClusterChange {}

  /** This node leaves and is alone, under a new id if {@code hard}. */
  record Reset(boolean hard) implements ClusterChange {}

  /** A node alone begins with this epoch. */
  record SetConfigEpoch(long epoch) implements ClusterChange {}

  /** This node's shard gets an epoch above all others. */
  record BumpEpoch() implements ClusterChange {}
}
