package io.ember.cluster.lane;

import io.ember.cluster.model.Logs;
import io.ember.engine.EngineCall;
import io.ember.engine.Slots;
import java.util.Arrays;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/**
 * What the calls on each slot of a lane have cost since the lane began: processor time, and the
 * bytes of requests and replies. Adding to it costs some nanoseconds a call and allocates nothing.
 *
 * <p><b>Time.</b> To read the clock for every call would cost more than some calls do. A call that
 * has a batch for itself is measured with the two readings that the batch needs anyway; of longer
 * batches one in {@value #TIMED_BATCHES} is measured call by call and counts so many times. So the
 * time of a slot with few calls is coarse, and that of a busy one right on average. Transactions
 * and the slices of long calls are measured always, calls that had to wait for a lease or a
 * hand-over never.
 *
 * <p><b>Bytes.</b> A request counts as if it had been sent as an array of bulk strings; the reply
 * with its large parts. Calls of embedded code have none of either, and what replication sends does
 * not count. A transaction counts by the calls in it.
 *
 * <p>Owner thread: the lane, also for reading, or who has the lane stand still.
 */
public final class SlotCounters {
  /** One in so many batches is measured; a power of two. */
  static final int TIMED_BATCHES = 16;

  private static final int TIMED_SHIFT = 60; // 64 less the 4 bits of TIMED_BATCHES
  private static final long GOLDEN_RATIO = 0x9E37_79B9_7F4A_7C15L;
  private static final int SLOTS_OF_LOG = Slots.SLOT_COUNT / Logs.COUNT;
  private static final int FIELDS = 3;
  private static final int CPU_NANOS = 0;
  private static final int BYTES_IN = 1;
  private static final int BYTES_OUT = 2;

  /** A lane has whole logs; the fields of a slot lie side by side. */
  private final long[] @Nullable [] logs = new long[Logs.COUNT][];

  private long batches;

  /** The counters of the slots that a lane owns. */
  SlotCounters(int lane, int laneCount) {
    for (int log = 0; log < Logs.COUNT; log++) {
      if (Logs.lane(log, laneCount) == lane) {
        logs[log] = new long[FIELDS * SLOTS_OF_LOG];
      }
    }
  }

  /** {@return the time in ns that the lane has worked on the slot} */
  public long cpuNanos(int slot) {
    return of(slot)[at(slot, CPU_NANOS)];
  }

  /** {@return bytes of requests on keys of the slot} */
  public long bytesIn(int slot) {
    return of(slot)[at(slot, BYTES_IN)];
  }

  /** {@return bytes of replies to them} */
  public long bytesOut(int slot) {
    return of(slot)[at(slot, BYTES_OUT)];
  }

  /** Starts all of them anew. */
  public void reset() {
    for (long[] log : logs) {
      if (log != null) {
        Arrays.fill(log, 0);
      }
    }
  }

  /** Starts those of the slots anew that are none of these any more. */
  void keep(IntPredicate slots) {
    for (int log = 0; log < Logs.COUNT; log++) {
      long[] counters = logs[log];
      if (counters != null) {
        keep(counters, log, slots);
      }
    }
  }

  private static void keep(long[] counters, int log, IntPredicate slots) {
    for (int row = 0; row < SLOTS_OF_LOG; row++) {
      int from = FIELDS * row;
      boolean isUsed =
          (counters[from + CPU_NANOS] | counters[from + BYTES_IN] | counters[from + BYTES_OUT])
              != 0;
      if (isUsed && !slots.test(row * Logs.COUNT + log)) {
        Arrays.fill(counters, from, from + FIELDS, 0);
      }
    }
  }

  /**
   * {@return how many times the calls of the next batch count, 0 if it is not to be measured} The
   * choice falls evenly and in no period, so that it is not always the same part of a pipeline.
   */
  int weightOfBatch(int callCount) {
    if (callCount == 1) {
      return 1;
    }
    return (batches++ * GOLDEN_RATIO) >>> TIMED_SHIFT == 0 ? TIMED_BATCHES : 0;
  }

  /** {@return the slot that is charged for a call, -1 for none} */
  static int slotOf(EngineCall call) {
    return call.firstKeyIndex() < 0 ? -1 : call.firstKey().slot();
  }

  /** The lane has worked on a slot; -1 is none. */
  void worked(int slot, long nanos) {
    if (slot >= 0) {
      of(slot)[at(slot, CPU_NANOS)] += nanos;
    }
  }

  /** A call was answered, with so many bytes. */
  void answered(EngineCall call, long replyBytes) {
    int slot = slotOf(call);
    if (slot >= 0) {
      long[] counters = of(slot);
      counters[at(slot, BYTES_IN)] += requestBytes(call);
      counters[at(slot, BYTES_OUT)] += replyBytes;
    }
  }

  private long[] of(int slot) {
    long[] counters = logs[Logs.of(slot)];
    if (counters == null) {
      throw new IllegalStateException("slot " + slot + " belongs to another lane");
    }
    return counters;
  }

  private static int at(int slot, int field) {
    return FIELDS * (slot / Logs.COUNT) + field;
  }

  /** {@return how long the call is as an array of bulk strings} */
  private static long requestBytes(EngineCall call) {
    int count = call.argumentCount();
    long bytes = 3L + digits(count);
    for (int i = 0; i < count; i++) {
      int length = call.argumentLength(i);
      bytes += 5L + digits(length) + length;
    }
    return bytes;
  }

  /** Most lengths have one or two. */
  private static int digits(int positive) {
    int digits = 1;
    for (long power = 10; power <= positive; power *= 10) {
      digits++;
    }
    return digits;
  }
}
