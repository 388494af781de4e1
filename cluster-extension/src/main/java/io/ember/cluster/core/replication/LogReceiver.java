package io.ember.cluster.core.replication;

/** Takes what another node says about logs, in order. Owner thread: the lane. */
public interface LogReceiver {
  /**
   * The next item of a stream is records: see {@link LogMessage.Item}.
   *
   * @param bytes hold them, each behind its length (4 bytes); valid during the call only
   */
  void records(
      long epoch,
      int log,
      long attachment,
      long sequence,
      long commit,
      long first,
      byte[] bytes,
      int offset,
      int length);

  /** See {@link LogMessage.Ack}. */
  void ack(
      long epoch, int log, long run, long attachment, long sequence, long position, boolean isGap);

  /** Anything else. */
  void message(LogMessage message);
}
