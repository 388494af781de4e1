package io.ember.cluster.lane;

import io.ember.cluster.config.ReplicationConfig.Acks;
import io.ember.cluster.core.replication.LaneReport;
import io.ember.cluster.core.replication.LogMessage;
import io.ember.cluster.core.replication.ReplicationSettings;
import io.ember.cluster.model.NodeId;
import io.ember.engine.SlotStoreFactory;

/** What lanes that replicate need of their node. Called by lanes; none of it waits. */
public interface ReplicationPort {
  /** {@return who the node is now, and its limits} */
  ReplicationSettings settings();

  /** {@return where keys are hashed and large values allocated} */
  SlotStoreFactory stores();

  /** {@return what calls wait for whose connection does not say so itself} */
  Acks acks();

  /** Says something to another node; it may get lost, and is in order if it does not. */
  void send(NodeId to, LogMessage message);

  /** {@return the way to the control line, for as long as the node is who it is now} */
  Reports reports();

  /** Takes what a lane tells. */
  interface Reports {
    void take(LaneReport report);
  }
}
