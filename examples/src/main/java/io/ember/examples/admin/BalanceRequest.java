package io.ember.examples.admin;

import io.ember.examples.cli.Options;
import io.ember.examples.cli.UsageException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * How an operator wants slots to be shared out.
 *
 * @param shares by the node's id, of those that were given one; the others have 1
 * @param threshold by which part of its share a node may miss it
 * @param seconds for how long load is measured
 */
record BalanceRequest(
    Measure measure, Map<String, Double> shares, double threshold, long seconds, boolean isDryRun) {
  /** The options that it is read from. */
  static final Set<String> OPTIONS =
      Set.of(
          AdminOptions.BY,
          AdminOptions.WEIGHT,
          AdminOptions.THRESHOLD,
          AdminOptions.MEASURE,
          AdminOptions.DRY_RUN);

  private static final double PERCENT = 100;

  /** Load never is the same twice: what is closer than that is chance. */
  private static final double LOAD_THRESHOLD = 10;

  /**
   * {@return what the options say}
   *
   * @param nodes those that may be given a share
   * @param usualThreshold in percent, if none is given and load is not the measure
   * @throws UsageException if a value is wrong
   */
  static BalanceRequest of(Options options, List<NodeLine> nodes, double usualThreshold) {
    Measure measure = Measure.named(options.text(AdminOptions.BY));
    String threshold = options.text(AdminOptions.THRESHOLD);
    double percent =
        !threshold.isEmpty()
            ? decimal(AdminOptions.THRESHOLD, threshold)
            : measure == Measure.LOAD ? LOAD_THRESHOLD : usualThreshold;
    Map<String, Double> shares = new HashMap<>();
    options
        .pairs(AdminOptions.WEIGHT)
        .forEach(
            (node, share) ->
                shares.put(NodeLine.find(nodes, node).id(), decimal(AdminOptions.WEIGHT, share)));
    return new BalanceRequest(
        measure,
        shares,
        percent / PERCENT,
        options.number(AdminOptions.MEASURE, 1, 3600),
        options.isGiven(AdminOptions.DRY_RUN));
  }

  private static double decimal(String option, String text) {
    if (text.matches("[0-9]{1,9}([.][0-9]{1,9})?")) {
      return Double.parseDouble(text);
    }
    throw new UsageException("--" + option + " " + text + ": must be a number of 0 or more");
  }

  /** {@return the share of a node} */
  double shareOf(NodeLine node) {
    return shares.getOrDefault(node.id(), 1.0);
  }
}
