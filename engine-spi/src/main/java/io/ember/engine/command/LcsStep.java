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
 * lengths and a table of bits, and the ways of both programs through equal lengths are the same.
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

  /** {@code row[j]} is the length for the first i bytes of a and the first j bytes of b. */
  private final int[] row;

  /** Bit {@code i * b.length + j}: the cell above is longer than the one to the left. */
  private final long[] aboveIsLonger;

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
    row = new int[b.length + 1];
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
    while (i < a.length && b.length > 0) {
      int end = (int) Math.min(b.length, (long) j + left);
      left -= end - j;
      fillRow(end);
      if (j < b.length) {
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
    byte own = a[i];
    long bit = (long) i * b.length;
    for (; j < end; j++) {
      int above = row[j + 1];
      if (own == b[j]) {
        row[j + 1] = diagonal + 1;
      } else if (above > row[j]) {
        if (aboveIsLonger.length > 0) {
          aboveIsLonger[(int) ((bit + j) >>> 6)] |= 1L << (bit + j);
        }
      } else {
        row[j + 1] = row[j];
      }
      diagonal = above;
    }
  }

  private int length() {
    return row[b.length];
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
        long bit = (long) (i - 1) * b.length + j - 1;
        if ((aboveIsLonger[(int) (bit >>> 6)] & (1L << bit)) != 0) {
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
