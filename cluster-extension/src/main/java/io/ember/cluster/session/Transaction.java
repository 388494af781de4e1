package io.ember.cluster.session;

import io.ember.engine.EngineCall;
import io.ember.engine.WatchToken;

/**
 * The transaction of one session: commands queued since MULTI, and watched keys.
 *
 * <p>The server queues calls itself while the transaction is open, answers QUEUED, and calls {@link
 * #fail} for a command that could not be queued (unknown, wrong number of arguments, refused); the
 * handlers of MULTI, EXEC, DISCARD, WATCH and UNWATCH do the rest. Owner thread: the session's.
 */
public interface Transaction {
  /** {@return whether MULTI was given and neither EXEC nor DISCARD} */
  boolean isOpen();

  /** Opens the transaction. */
  void open();

  /** Notes that a command could not be queued, so that EXEC executes nothing. */
  void fail();

  /** {@return whether a command could not be queued} */
  boolean isFailed();

  /**
   * {@return whether queued commands have keys in different slots where one slot is all that is
   * allowed} EXEC answers that first, even if the transaction failed as well.
   */
  boolean isSpread();

  /** {@return whether a queued command writes or publishes, see {@link ClientPause#mayWrite}} */
  boolean mayWrite();

  /** Closes the transaction, forgets its queue and ends all watches. */
  void discard();

  /**
   * {@return the token that a watched key marks when it changes; the session's, until its watches
   * end}
   */
  WatchToken watchToken();

  /**
   * Remembers that the call's arguments from 1 on are watched with {@link #watchToken}, so that the
   * watches can be ended. Called on the lane that has set them.
   */
  void watched(EngineCall watchCall);

  /**
   * Says that keys of a slot of another node are about to be watched there.
   *
   * @return why that cannot be, empty if it can: the keys that a session watches belong to one slot
   *     of another node, or to this node
   */
  String watchElsewhere(int slot);

  /** {@return whether keys are watched at another node} */
  boolean watchesElsewhere();

  /** Ends all watches. */
  void unwatch();

  /**
   * Executes what was queued, with no other call in between on its keys, each queued call passing
   * the interceptor chain once; answers with the array of their replies, or nil if a watched key
   * has changed; closes the transaction, ends its watches and completes the call. The handler of
   * EXEC has deferred its completion ({@link EngineCall#deferCompletion}).
   */
  void exec(EngineCall execCall);
}
