package io.ember.engine.command;

import io.ember.engine.EngineCall;
import io.ember.engine.Keyspace;
import io.ember.engine.LaneStep;
import java.util.List;

/** What a command does, in one of four places. Handlers are stateless and shared by all threads. */
public sealed interface CommandHandler {

  /**
   * Executed by the owner of the slot of its keys, which are all in one slot, with no other call in
   * between.
   */
  @FunctionalInterface
  non-sealed interface OnSlot extends CommandHandler {
    void execute(EngineCall call, Keyspace keyspace);
  }

  /** Executed by one lane that the arguments name; for SCAN, whose cursor does. */
  non-sealed interface OnLane extends CommandHandler {
    /** {@return the lane, 0 to {@code lanes - 1}} */
    int lane(EngineCall call, int lanes);

    /** Executes on that lane. */
    void execute(EngineCall call, Keyspace keyspace, int lane, int lanes);
  }

  /**
   * Executed by every lane in slices, and answered from the parts: DBSIZE, KEYS, FLUSHALL,
   * RANDOMKEY.
   */
  non-sealed interface OnEveryLane extends CommandHandler {
    /**
     * What one lane contributes; the lane runs its steps and nobody else touches it until it is
     * done.
     */
    interface Part extends LaneStep {}

    /**
     * Checks the arguments, on the caller's thread.
     *
     * @return a part for each lane, or an empty list if an error was answered
     */
    List<? extends Part> split(EngineCall call, int lanes);

    /** Answers from the finished parts, given in the order of {@link #split}; on any one thread. */
    void merge(EngineCall call, List<? extends Part> parts);
  }

  /**
   * Executed on the caller's thread, without data: PING, CLIENT, CONFIG. The call is complete when
   * it returns, unless it said {@link EngineCall#deferCompletion}. In an EXEC the lane is the
   * caller's thread.
   */
  @FunctionalInterface
  non-sealed interface OnCaller extends CommandHandler {
    void execute(EngineCall call);
  }
}
