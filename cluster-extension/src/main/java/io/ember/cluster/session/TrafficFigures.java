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

  /** Starts the counters anew, as CONFIG RESETSTAT does. */
  void reset();
}
