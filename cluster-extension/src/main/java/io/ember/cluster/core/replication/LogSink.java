package io.ember.cluster.core.replication;

import io.ember.cluster.core.migration.MigrationMessage;
import io.ember.cluster.model.NodeId;

/** Takes what a lane says to other nodes, in order. Owner thread: the lane. */
public interface LogSink {
  /** Says something to another node. */
  void send(NodeId to, LogMessage message);

  /** Says something to the other side of a migration. */
  void send(NodeId to, MigrationMessage message);

  /**
   * Says that the next item of a stream is records: most of what is said. Taken before it returns;
   * the span is used for something else then.
   */
  default void send(NodeId to, RecordSpan records) {
    send(to, records.message());
  }

  /** Says {@link LogMessage.Ack}: most of what is answered. */
  default void acknowledge(
      NodeId to,
      long epoch,
      int log,
      long run,
      long attachment,
      long sequence,
      long position,
      boolean isGap) {
    send(to, new LogMessage.Ack(epoch, log, run, attachment, sequence, position, isGap));
  }
}
