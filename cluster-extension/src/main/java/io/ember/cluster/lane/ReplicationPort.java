package io.ember.cluster.lane;

import io.ember.cluster.config.ReplicationConfig.Acks;
import io.ember.cluster.core.replication.LaneReport;
import io.ember.cluster.core.replication.LogMessage;
import io.ember.cluster.core.replication.ReplicationSettings;
import io.ember.cluster.model.NodeId;
import io.ember.engine.SlotStoreFactory;
import java.util.function.Consumer;

/** What lanes that replicate need of their node. Called by lanes; none of it waits. */
public interface ReplicationPort {
  /** {@return what is of the node's present life in a cluster} */
  Life life();

  /**
   * One life of the node in a cluster.
   *
   * @param settings who the node is, and its limits
   * @param reports takes what lanes tell the control line of that life
   */
  record Life(ReplicationSettings settings, Consumer<LaneReport> reports) {}

  /** {@return where keys are hashed and large values allocated} */
  SlotStoreFactory stores();

  /** {@return what calls wait for whose connection does not say so itself} */
  Acks acks();

  /** Says something to another node; it may get lost, and is in order if it does not. */
  void send(NodeId to, LogMessage message);

  /** Time has passed: what could not be sent at once goes on. */
  void goOn();

  /** A lane cannot carry out what it has to: the node must stop. */
  void fail(String reason);
}
