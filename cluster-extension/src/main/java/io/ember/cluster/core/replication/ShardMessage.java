package io.ember.cluster.core.replication;

import io.ember.cluster.model.NodeId;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/** What the control lines of a shard's nodes say to each other. Immutable. */
public sealed interface ShardMessage {
  /** {@return the shard} */
  NodeId shard();

  /** {@return the epoch of the shard in which it was said} */
  long epoch();

  /**
   * A primary says that it is there.
   *
   * @param number counts its beacons in the epoch
   * @param serves whether it takes calls
   * @param positions how far each node of the shard is, as far as the primary knows
   */
  record Beacon(
      NodeId shard, long epoch, long number, boolean serves, SortedMap<NodeId, Long> positions)
      implements ShardMessage {
    public Beacon {
      positions = Collections.unmodifiableSortedMap(new TreeMap<>(positions));
    }
  }

  /**
   * A node answers a beacon, and lets nobody else become primary for a while.
   *
   * @param run of the node
   * @param number of the beacon; {@link #UNASKED} if it has just applied the epoch and says so
   * @param position how far its logs are
   */
  record BeaconAnswer(NodeId shard, long epoch, long run, long number, long position)
      implements ShardMessage {
    /** No beacon has this number. */
    public static final long UNASKED = 0;
  }

  /**
   * A replica asks its primary to hand over to it.
   *
   * @param run of the replica
   */
  record HandOverWanted(NodeId shard, long epoch, long run) implements ShardMessage {}
}
