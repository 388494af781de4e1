package io.ember.cluster.session;

import io.ember.engine.Caller;

/**
 * One client's connection as commands see it.
 *
 * <p>Owner thread: the one that executes a call of this session, which is its client loop, or the
 * lane while it executes the session's EXEC. Methods that other sessions need say "any thread".
 */
public interface ClientSession extends Caller {
  /** {@return what the session has been told and remembers} */
  SessionState state();

  /** {@return the session's transaction, open or not} */
  Transaction transaction();

  /** {@return what CLIENT LIST and INFO show of the connection; any thread} */
  SessionFigures figures();

  /**
   * Changes whether replies are sent. It holds for the call that is being executed as well: with
   * {@link ReplyMode#OFF} and {@link ReplyMode#SKIP} that call has no reply, whatever the handler
   * wrote; with {@link ReplyMode#ON} its reply is sent although replies were off before.
   */
  void setReplyMode(ReplyMode mode);

  /**
   * Sends a message that answers no call, behind the replies of all calls that the session has
   * begun so far; messages of one thread keep their order. Any thread; never blocks.
   *
   * <p>Bounded: when more than {@link ServerSettings#pushLimitBytes} wait unsent, the session is
   * closed and counted, as a client that reads too slowly would otherwise take all memory.
   *
   * @return false if the session is closed, so that the message reaches nobody
   */
  boolean push(PushMessage message);

  /** Closes the connection once the replies of all calls so far, this one included, are sent. */
  void closeAfterReply();

  /** Closes the connection without sending what waits; any thread. */
  void close();

  @Override
  default boolean isEmbedded() {
    return false;
  }
}
