package io.ember.cluster.lane;

import io.ember.cluster.config.ReplicationConfig.Acks;
import io.ember.cluster.core.replication.LaneReport;
import io.ember.cluster.core.replication.LogSink;
import io.ember.cluster.core.replication.ReplicationSettings;
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

  /**
   * {@return a way to other nodes for one lane} What is said may get lost, and is in order if it
   * does not.
   */
  Outbox newOutbox();

  /** What one lane says; owner thread: that lane. */
  interface Outbox extends LogSink {
    /** What was said in this turn goes out. */
    void flush();
  }

  /** Time has passed: what could not be sent at once goes on. */
  void goOn();

  /** A lane cannot carry out what it has to: the node must stop. */
  void fail(String reason);
}
