package io.ember.cluster.lane;

import io.ember.cluster.routing.ClusterError;
import io.ember.engine.CommandExecutor;
import io.ember.engine.EngineCall;
import io.ember.engine.command.CommandFlag;
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

  /** Kept apart: once the last lane is done, the call is the caller's again. */
  private final boolean isWrite;

  private final AtomicInteger left;
  private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
  private final AtomicReference<@Nullable ClusterError> refusal = new AtomicReference<>();
  private volatile boolean isUnknown;
  private volatile boolean isBegun;

  private FanOut(
      EngineCall call,
      CommandHandler.OnEveryLane handler,
      List<? extends CommandHandler.OnEveryLane.Part> parts) {
    this.call = call;
    this.handler = handler;
    this.parts = parts;
    isWrite = call.command().is(CommandFlag.WRITE);
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
    return owner -> owner.admit(-1, isWrite, () -> begin(owner, part), why -> refuse(owner, why));
  }

  private void begin(LaneHandler lane, CommandHandler.OnEveryLane.Part part) {
    isBegun = true;
    Stretch stretch = new Stretch(lane.replication(), call, -1);
    if (!runSlice(lane, part, stretch)) {
      lane.countLongWrites(-1, isWrite ? 1 : 0);
      lane.addSlices(again -> goOn(again, part, stretch));
    }
  }

  private boolean goOn(LaneHandler lane, CommandHandler.OnEveryLane.Part part, Stretch stretch) {
    boolean isOver = runSlice(lane, part, stretch);
    lane.countLongWrites(-1, isOver && isWrite ? -1 : 0);
    return isOver;
  }

  private boolean runSlice(
      LaneHandler lane, CommandHandler.OnEveryLane.Part part, Stretch stretch) {
    boolean last;
    try {
      last = !stretch.mayGoOn() || part.run(lane.keyspace());
    } catch (RuntimeException | Error e) {
      failure.compareAndSet(null, e);
      last = true;
    }
    stretch.record();
    if (last) {
      stretch.end(() -> oneDone(lane), () -> oneUnknown(lane));
    }
    return last;
  }

  private void refuse(LaneHandler lane, ClusterError why) {
    refusal.compareAndSet(null, why);
    oneDone(lane);
  }

  private void oneUnknown(LaneHandler lane) {
    isUnknown = true;
    oneDone(lane);
  }

  private void oneDone(LaneHandler lane) {
    if (left.decrementAndGet() > 0) {
      return;
    }
    ClusterError why = refusal.get();
    boolean isHalfDone = why != null && isBegun && isWrite;
    if (isUnknown || isHalfDone) {
      HeldWork.lose(call);
    } else if (why != null) {
      call.reject(why.code(), why.message());
    } else {
      merge(lane);
    }
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
