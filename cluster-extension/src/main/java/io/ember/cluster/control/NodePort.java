package io.ember.cluster.control;

import io.ember.cluster.bus.Bulk;
import io.ember.cluster.bus.BusIdentity;
import io.ember.cluster.bus.Responder;
import io.ember.cluster.core.replication.Permit;
import io.ember.cluster.core.replication.ShardView;
import io.ember.cluster.lane.ReplicationPort;
import io.ember.cluster.model.ClusterState;
import io.ember.cluster.model.SlotSet;
import java.util.concurrent.CompletionStage;

/** What the control line needs of the rest of its node. */
public interface NodePort {
  /** Routes calls by this picture from now on; on the control thread. */
  void route(ClusterState picture, SlotSet closed, SlotSet arriving, String notServing);

  /** The lanes begin a life in a cluster; what they did in an earlier one is of no account. */
  void begin(ReplicationPort.Life life);

  /** Replies may leave as far as this allows. */
  void allow(Permit permit);

  /** Says what the node is in its shard. */
  void place(ShardView view);

  /**
   * Waits for the calls that are under way.
   *
   * @return whether these slots are empty then
   */
  CompletionStage<Boolean> isEmptyBehindPresentCalls(SlotSet slots);

  /**
   * Takes a frame that is not the control line's own; on the bus loop.
   *
   * @return false if nobody knows its type
   */
  boolean onFrame(BusIdentity sender, int type, byte[] payload, Responder responder);

  /**
   * Takes what lanes of another node say about their logs, and releases it; on a loop of the bus.
   */
  void onBulk(BusIdentity sender, int type, Bulk bulk);

  /** The node cannot go on: it has to be stopped, for this reason. */
  void fail(String reason);
}
