package io.ember.cluster.core.state;

import io.ember.cluster.model.Endpoint;
import io.ember.cluster.model.JobId;
import io.ember.cluster.model.MigrationId;
import io.ember.cluster.model.NodeId;
import io.ember.cluster.model.SlotSet;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A change of the configuration, as it stands in the log.
 *
 * <p>Each is a compare-and-set: what it expects is part of it and is checked when it is applied, on
 * every node in the same way. Expectations by which a proposer was right when it proposed are
 * therefore no excuse; the entries before it may have changed them.
 */
public sealed interface ClusterCommand {

  /** Changes nothing: whoever sees it applied has seen all that was acknowledged before. */
  record Noop() implements ClusterCommand {}

  // ---- nodes

  /**
   * Adds a node that is not known, in a shard of its own, with the slots that it brings.
   *
   * @param node its {@code shardId} must be new as well
   * @param slots are free
   */
  record AddNode(NodeInfo node, SlotSet slots) implements ClusterCommand {}

  /** Removes a node that owns no slot, is in no migration and has no replicas. */
  record RemoveNode(NodeId id) implements ClusterCommand {}

  /**
   * Sees to it that no addition of this node that was proposed so far is ever applied: who asked to
   * be added and was not answered has to know before it goes its own way.
   *
   * @param bornIn the shard with which it asked to be added; rejected if it was
   * @param run in which it asked; in a later one it may ask again
   */
  record RefuseNode(NodeId id, NodeId bornIn, long run) implements ClusterCommand {}

  /** Says where a known node is. */
  record UpdateNodeAddress(NodeId id, Endpoint client, Endpoint bus) implements ClusterCommand {}

  /**
   * A node began a new run.
   *
   * @param run higher than the registered one
   * @param intact whether it proves that it has every position that it ever acknowledged
   * @param memoryOnly whether it is configured to hold data in memory only, by which a node that
   *     never had a member beside it may begin empty
   */
  record NodeRestarted(NodeId id, long run, boolean intact, boolean memoryOnly)
      implements ClusterCommand {}

  // ---- slots

  /**
   * Gives slots to a primary.
   *
   * @param release empty-handed ({@link Release#NONE}): the slots are free; otherwise those that
   *     are not free are released by it
   */
  record AssignSlots(NodeId id, SlotSet slots, Release release) implements ClusterCommand {}

  /** Takes slots from the node that releases them; nobody owns them afterwards. */
  record RemoveSlots(SlotSet slots, Release release) implements ClusterCommand {}

  /**
   * The word of an owner that it has frozen the slots in question, found them empty, has that
   * committed, and keeps them frozen until an applied entry settles what it proposed.
   *
   * @param owner proposes the command
   * @param epoch of the owner's shard while it froze them
   */
  record Release(NodeId owner, long epoch) {
    /** Nobody releases anything. */
    public static final Release NONE = new Release(new NodeId(new java.util.UUID(0, 0)), 0);
  }

  /**
   * Begins anew with lost slots, without what they held.
   *
   * @param slots are lost
   * @param id gets them
   * @param epoch of the shard that lost them
   */
  record AcceptLoss(SlotSet slots, NodeId id, long epoch) implements ClusterCommand {}

  // ---- shards

  /** Makes a node a replica; it owns no slot, is in no migration and has no replicas itself. */
  record SetReplicaOf(NodeId id, NodeId primary) implements ClusterCommand {}

  /**
   * Makes a replica the primary of its shard.
   *
   * @param run in which it was a member when that was proposed
   * @param epoch of the shard
   * @param version of the shard, for a planned promotion
   */
  record PromoteReplica(NodeId id, long run, long epoch, long version, PromotionKind kind)
      implements ClusterCommand {}

  /**
   * Replaces the in-sync set of a shard.
   *
   * @param primary proposes it, and is in it
   * @param epoch of the shard
   * @param version of the shard
   * @param members the new set: each node with its run
   */
  record SetInSync(NodeId primary, long epoch, long version, SortedMap<NodeId, Long> members)
      implements ClusterCommand {
    public SetInSync {
      members = Collections.unmodifiableSortedMap(new TreeMap<>(members));
    }
  }

  /**
   * Gives the shard of a primary an epoch above all others. What was proposed with the epoch before
   * cannot be applied any more.
   *
   * @param epoch of the shard
   */
  record BumpEpoch(NodeId id, long epoch) implements ClusterCommand {}

  /** Gives an epoch to the shard of a node that is alone and has none. */
  record SetConfigEpoch(NodeId id, long epoch) implements ClusterCommand {}

  // ---- migrations

  /**
   * Records what an operator asked for.
   *
   * @param atMs wall clock of the proposer, to be shown only
   */
  record BeginJob(JobId job, SlotSet slots, NodeId source, NodeId target, long atMs)
      implements ClusterCommand {}

  /** Has an open job wait, or go on. */
  record PauseJob(JobId job, boolean isPaused) implements ClusterCommand {}

  /**
   * Ends an open job. If it is cancelled, its active migrations are aborted by it; otherwise it has
   * none.
   *
   * @param outcome one of those that are an end
   * @param atMs wall clock of the proposer, to be shown only
   */
  record EndJob(JobId job, JobState outcome, String message, long atMs) implements ClusterCommand {}

  /**
   * Begins to move slots.
   *
   * @param id the one after the last that was begun
   * @param job open; {@link JobId#NONE}, and only this, for a keyed migration
   * @param slots owned by the source, in no migration
   */
  record BeginMigration(
      MigrationId id,
      JobId job,
      MigrationKind kind,
      SlotSet slots,
      NodeId source,
      NodeId target,
      long sourceEpoch,
      long targetEpoch)
      implements ClusterCommand {}

  /** Moves the slots of an active migration to its target. */
  record CompleteMigration(MigrationId id, long attempt, long sourceEpoch, long targetEpoch)
      implements ClusterCommand {}

  /** Ends an active migration; its slots stay. */
  record AbortMigration(MigrationId id, long attempt) implements ClusterCommand {}
}
