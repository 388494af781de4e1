package io.ember.cluster.lane;

import io.ember.engine.CommandExecutor;
import io.ember.engine.EngineCall;
import io.ember.engine.command.CommandHandler;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * One call on every lane: each lane works off its part in slices between other calls, the last one
 * to finish answers from all parts.
 *
 * <p>A part is touched by its own lane until it is finished, and by the last lane after all are.
 */
final class FanOut {
  private final EngineCall call;
  private final CommandHandler.OnEveryLane handler;
  private final List<? extends CommandHandler.OnEveryLane.Part> parts;
  private final AtomicInteger left;
  private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

  private FanOut(
      EngineCall call,
      CommandHandler.OnEveryLane handler,
      List<? extends CommandHandler.OnEveryLane.Part> parts) {
    this.call = call;
    this.handler = handler;
    this.parts = parts;
    left = new AtomicInteger(parts.size());
  }

  /**
   * Splits a call, on its caller's thread. {@return null if it was answered with an error, which
   * completes it}
   */
  static @Nullable FanOut split(
      EngineCall call, CommandHandler.OnEveryLane handler, int laneCount) {
    List<? extends CommandHandler.OnEveryLane.Part> parts;
    try {
      parts = handler.split(call, laneCount);
    } catch (RuntimeException | Error e) {
      new CommandExecutor().fail(call, e);
      parts = List.of();
    }
    if (parts.isEmpty()) {
      call.completed();
      return null;
    }
    if (parts.size() != laneCount) {
      throw new IllegalStateException(
          call.command().name() + " has " + parts.size() + " parts for " + laneCount + " lanes");
    }
    return new FanOut(call, handler, parts);
  }

  /** {@return the task of one lane} */
  LaneTask task(int lane) {
    CommandHandler.OnEveryLane.Part part = parts.get(lane);
    return owner -> {
      if (!runSlice(owner, part)) {
        owner.addSlices(again -> runSlice(again, part));
      }
    };
  }

  private boolean runSlice(LaneHandler lane, CommandHandler.OnEveryLane.Part part) {
    boolean last;
    try {
      last = part.run(lane.keyspace());
    } catch (RuntimeException | Error e) {
      failure.compareAndSet(null, e);
      last = true;
    }
    if (last && left.decrementAndGet() == 0) {
      merge(lane);
    }
    return last;
  }

  private void merge(LaneHandler lane) {
    lane.enter(call);
    Throwable failed = failure.get();
    try {
      if (failed == null) {
        handler.merge(call, parts);
      }
    } catch (RuntimeException | Error e) {
      failed = e;
    }
    if (failed != null) {
      lane.executor().fail(call, failed);
    }
    call.completed();
  }
}
