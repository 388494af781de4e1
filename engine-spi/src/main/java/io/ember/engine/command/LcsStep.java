package io.ember.engine.command;

import io.ember.engine.EngineCall;
import io.ember.engine.Keyspace;
import io.ember.engine.LaneStep;
import io.ember.engine.ReplySink;
import java.util.ArrayList;
import java.util.List;

/**
 * The longest common subsequence of two strings by dynamic programming, a slice at a time.
 *
 * <p>Redis keeps the whole table of lengths to find its way back through it. The way back needs one
 * bit a cell: whether the cell above is longer than the one to the left. So there are one row of
 * lengths, along the shorter string, and a table of bits, and the ways of both programs through
 * equal lengths are the same.
 *
 * <p>Owner thread: the lane.
 */
final class LcsStep implements LaneStep {
  /** Cells of a slice: about half a millisecond. */
  private static final int CELLS_PER_SLICE = 200_000;

  private record Range(int aStart, int aEnd, int bStart, int bEnd) {
    int length() {
      return aEnd - aStart + 1;
    }
  }

  private final EngineCall call;
  private final LcsOptions options;
  private final byte[] a;
  private final byte[] b;

  /** The table is filled along the shorter string, so that its row is short. */
  private final boolean isFirstLonger;

  private final byte[] longer;
  private final byte[] shorter;

  /** {@code row[j]}: the length for the first i bytes of the longer, j of the shorter string. */
  private final int[] row;

  /**
   * Bit {@code i * shorter.length + j}: the cell with a byte less of a is longer than the one with
   * a byte less of b.
   */
  private final long[] aboveIsLonger;

  /** While the table is filled, places in the longer and the shorter string; then in a and b. */
  private int i;

  private int j;

  /** What {@code row[j]} was before this row overwrote it. */
  private int diagonal;

  private boolean isTableComplete;
  private byte[] subsequence = {};
  private int written;
  private final List<Range> ranges = new ArrayList<>();
  private int aStart;
  private int aEnd;
  private int bStart;
  private int bEnd;

  LcsStep(EngineCall call, LcsOptions options, byte[] a, byte[] b) {
    this.call = call;
    this.options = options;
    this.a = a;
    this.b = b;
    isFirstLonger = a.length >= b.length;
    longer = isFirstLonger ? a : b;
    shorter = isFirstLonger ? b : a;
    row = new int[shorter.length + 1];
    long cells = options.length() ? 0 : (long) a.length * b.length;
    aboveIsLonger = new long[(int) ((cells + 63) / 64)];
  }

  @Override
  public boolean run(Keyspace keyspace) {
    int budget = CELLS_PER_SLICE;
    if (!isTableComplete) {
      budget = fill(budget);
      if (!isTableComplete) {
        return false;
      }
      beginWayBack();
    }
    if (!options.length() && !goBack(budget)) {
      return false;
    }
    answer();
    return true;
  }

  /** Fills cells of the table. {@return what is left of the budget} */
  private int fill(int budget) {
    int left = budget;
    while (i < longer.length && shorter.length > 0) {
      int end = (int) Math.min(shorter.length, (long) j + left);
      left -= end - j;
      fillRow(end);
      if (j < shorter.length) {
        return 0;
      }
      i++;
      j = 0;
      diagonal = 0;
    }
    isTableComplete = true;
    return left;
  }

  private void fillRow(int end) {
    byte own = longer[i];
    long bit = (long) i * shorter.length;
    for (; j < end; j++) {
      int before = row[j + 1];
      int beside = row[j];
      if (own == shorter[j]) {
        row[j + 1] = diagonal + 1;
      } else {
        row[j + 1] = Math.max(before, beside);
        boolean above = isFirstLonger ? before > beside : beside > before;
        if (above && aboveIsLonger.length > 0) {
          aboveIsLonger[(int) ((bit + j) >>> 6)] |= 1L << (bit + j);
        }
      }
      diagonal = before;
    }
  }

  private boolean isAboveLonger(int aIndex, int bIndex) {
    long bit =
        isFirstLonger ? (long) aIndex * b.length + bIndex : (long) bIndex * a.length + aIndex;
    return (aboveIsLonger[(int) (bit >>> 6)] & (1L << bit)) != 0;
  }

  private int length() {
    return row[shorter.length];
  }

  private void beginWayBack() {
    i = a.length;
    j = b.length;
    aStart = a.length; // no range is open
    if (!options.length()) {
      subsequence = new byte[length()];
      written = subsequence.length;
    }
  }

  /** {@return whether the beginning of one of the strings was reached} */
  private boolean goBack(int budget) {
    for (int left = budget; i > 0 && j > 0; left--) {
      if (left == 0) {
        return false;
      }
      boolean isRangeComplete;
      if (a[i - 1] == b[j - 1]) {
        subsequence[--written] = a[i - 1];
        isRangeComplete = !extendRange() || aStart == 0 || bStart == 0;
        i--;
        j--;
      } else {
        if (isAboveLonger(i - 1, j - 1)) {
          i--;
        } else {
          j--;
        }
        isRangeComplete = aStart != a.length;
      }
      if (isRangeComplete) {
        closeRange();
      }
    }
    return true;
  }

  /**
   * Adds the match at i, j to the open range, or opens one. {@return false if it does not adjoin}
   */
  private boolean extendRange() {
    if (aStart == a.length) {
      aStart = i - 1;
      aEnd = i - 1;
      bStart = j - 1;
      bEnd = j - 1;
      return true;
    }
    if (aStart == i && bStart == j) {
      aStart--;
      bStart--;
      return true;
    }
    return false;
  }

  private void closeRange() {
    Range range = new Range(aStart, aEnd, bStart, bEnd);
    if (options.ranges() && range.length() >= options.minMatchLength()) {
      ranges.add(range);
    }
    aStart = a.length;
  }

  private void answer() {
    ReplySink reply = call.reply();
    if (options.length()) {
      reply.integer(length());
    } else if (options.ranges()) {
      reply.map(2);
      reply.bulk("matches");
      reply.array(ranges.size());
      for (Range range : ranges) {
        reply.array(options.withMatchLength() ? 3 : 2);
        reply.array(2);
        reply.integer(range.aStart());
        reply.integer(range.aEnd());
        reply.array(2);
        reply.integer(range.bStart());
        reply.integer(range.bEnd());
        if (options.withMatchLength()) {
          reply.integer(range.length());
        }
      }
      reply.bulk("len");
      reply.integer(length());
    } else {
      reply.bulk(subsequence);
    }
  }
}
