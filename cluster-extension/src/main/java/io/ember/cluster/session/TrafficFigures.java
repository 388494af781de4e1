package io.ember.cluster.session;

/** What the endpoint counts of all connections together, for INFO and metrics. Any thread. */
public interface TrafficFigures {
  /** {@return calls executed since the start, those that answered an error included} */
  long executedCalls();

  /** {@return error replies since the start} */
  long errorReplies();

  /** {@return bytes received from clients since the start} */
  long receivedBytes();

  /** {@return bytes sent to clients since the start} */
  long sentBytes();

  /** {@return sessions closed because they read too slowly} */
  long slowSessionsClosed();

  /**
   * {@return calls by how long they took, a count between each two bounds of {@link
   * DurationCounts}} From when a call was read until its reply could be sent. Of each connection
   * one call at a time is measured. They are never reset.
   */
  long[] durations();

  /** {@return how long these calls took together, ns} */
  long durationSumNs();

  /** Starts the counters anew, as CONFIG RESETSTAT does. */
  void reset();
}
