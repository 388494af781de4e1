package io.ember.cluster.bus;

/**
 * The way back for one request. Any thread; the first call counts, the others do nothing. Whoever
 * keeps it must use it in the end: a node reads no more from a connection with too many unanswered
 * requests.
 */
public interface Responder {
  /** Answers. */
  void answer(byte[] payload);

  /** Says that there is no answer, and why, in one line. */
  void fail(String reason);

  /** {@return whether somebody waits; false for a frame that is not a request} */
  boolean isWanted();
}
