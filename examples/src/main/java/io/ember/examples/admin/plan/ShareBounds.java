package io.ember.examples.admin.plan;

import java.util.List;
import java.util.stream.LongStream;

/**
 * How much each node may have at the end, and how much it should have for the least to be moved.
 *
 * <p>Invariant: {@code low[i] <= high[i]}, and all lows together are no more than everything, all
 * highs no less. Immutable; nodes by their index.
 */
final class ShareBounds {
  private static final double ROUNDING = 1e-9;
  private static final int HALVINGS = 100;

  private final double[] shares;
  private final long[] low;
  private final long[] high;

  private ShareBounds(double[] shares, long[] low, long[] high) {
    this.shares = shares;
    this.low = low;
    this.high = high;
  }

  /**
   * {@return bounds around the share of each node}
   *
   * @param total everything
   * @param unit what cannot be divided: a node may miss its share by less than that in any case
   * @param threshold by which part of its share a node may miss it
   */
  static ShareBounds around(List<PlanNode> nodes, long total, double unit, double threshold) {
    double[] shares = shares(nodes, total);
    long[] low = new long[shares.length];
    long[] high = new long[shares.length];
    for (int i = 0; i < shares.length; i++) {
      double share = shares[i];
      if (!nodes.get(i).isDrained()) {
        double least = Math.min(below(share - unit) + 1, -below(share * (threshold - 1)));
        low[i] = (long) Math.max(0, least);
        high[i] = (long) Math.max(-below(-share - unit) - 1, below(share * (1 + threshold)));
      }
    }
    return new ShareBounds(shares, low, high);
  }

  /** {@return bounds that let drained nodes give all, and the others only take} */
  static ShareBounds draining(List<PlanNode> nodes, long total, long[] loads) {
    long[] low = new long[loads.length];
    long[] high = new long[loads.length];
    for (int i = 0; i < loads.length; i++) {
      if (!nodes.get(i).isDrained()) {
        low[i] = loads[i];
        high[i] = Math.max(total, loads[i]);
      }
    }
    return new ShareBounds(shares(nodes, total), low, high);
  }

  private static double[] shares(List<PlanNode> nodes, long total) {
    double all = nodes.stream().mapToDouble(PlanNode::share).sum();
    double[] shares = new double[nodes.size()];
    for (int i = 0; i < shares.length; i++) {
      shares[i] = exact(total * (nodes.get(i).share() / all));
    }
    return shares;
  }

  /** {@return the whole number that this was meant to be, if it was} */
  private static double exact(double value) {
    double whole = Math.rint(value);
    return Math.abs(value - whole) <= ROUNDING * Math.max(1, Math.abs(value)) ? whole : value;
  }

  /** {@return the largest whole number that is not above} */
  private static double below(double value) {
    return Math.floor(exact(value));
  }

  /** {@return how far a node with so much is from where it may be} */
  long distance(int node, long load) {
    return Math.max(0, Math.max(load - high[node], low[node] - load));
  }

  /** {@return the most that it may give away} */
  long canGive(int node, long load) {
    return load - low[node];
  }

  /** {@return the most that it may take} */
  long canTake(int node, long load) {
    return high[node] - load;
  }

  /**
   * {@return how much each node should have for the least to be moved} That is the nearest within
   * its bounds; if there is more to give than has to be taken, those take it that are lowest in
   * relation to their share, and the other way round.
   */
  long[] wanted(long[] loads) {
    long[] wanted = new long[loads.length];
    for (int i = 0; i < loads.length; i++) {
      wanted[i] = Math.max(low[i], Math.min(high[i], loads[i]));
    }
    long missing = LongStream.of(loads).sum() - LongStream.of(wanted).sum();
    return missing > 0 ? raise(wanted, missing) : lower(wanted, -missing);
  }

  private long[] raise(long[] from, long missing) {
    double below = -1;
    double above = 1;
    while (sum(raised(from, above)) - sum(from) < missing && above < Long.MAX_VALUE) {
      above *= 2;
    }
    for (int i = 0; i < HALVINGS; i++) {
      double level = (below + above) / 2;
      if (sum(raised(from, level)) - sum(from) <= missing) {
        below = level;
      } else {
        above = level;
      }
    }
    long[] raised = raised(from, below);
    // Less than one each is left.
    for (long left = missing - (sum(raised) - sum(from)); left > 0; left--) {
      raised[lowest(raised)]++;
    }
    return raised;
  }

  private long[] raised(long[] from, double level) {
    long[] raised = new long[from.length];
    for (int i = 0; i < from.length; i++) {
      long to = Math.min(high[i], (long) Math.floor(shares[i] * (1 + level)));
      raised[i] = Math.max(from[i], to);
    }
    return raised;
  }

  private long[] lower(long[] from, long surplus) {
    double below = -1;
    double above = 1;
    while (sum(from) - sum(lowered(from, above)) > surplus && above < Long.MAX_VALUE) {
      above *= 2;
    }
    for (int i = 0; i < HALVINGS; i++) {
      double level = (below + above) / 2;
      if (sum(from) - sum(lowered(from, level)) <= surplus) {
        above = level;
      } else {
        below = level;
      }
    }
    long[] lowered = lowered(from, above);
    for (long left = surplus - (sum(from) - sum(lowered)); left > 0; left--) {
      lowered[highest(lowered)]--;
    }
    return lowered;
  }

  private long[] lowered(long[] from, double level) {
    long[] lowered = new long[from.length];
    for (int i = 0; i < from.length; i++) {
      long to = Math.max(low[i], (long) Math.ceil(shares[i] * (1 + level)));
      lowered[i] = Math.min(from[i], to);
    }
    return lowered;
  }

  private int lowest(long[] loads) {
    int best = -1;
    for (int i = 0; i < loads.length; i++) {
      if (loads[i] < high[i] && (best < 0 || level(i, loads[i]) < level(best, loads[best]))) {
        best = i;
      }
    }
    return checked(best);
  }

  private int highest(long[] loads) {
    int best = -1;
    for (int i = 0; i < loads.length; i++) {
      if (loads[i] > low[i] && (best < 0 || level(i, loads[i]) > level(best, loads[best]))) {
        best = i;
      }
    }
    return checked(best);
  }

  private double level(int node, long load) {
    return shares[node] == 0 ? (double) load : load / shares[node];
  }

  private static int checked(int node) {
    if (node < 0) {
      throw new IllegalStateException("the bounds do not add up");
    }
    return node;
  }

  private static long sum(long[] values) {
    return LongStream.of(values).sum();
  }
}
