package io.ember.examples.admin;

import io.ember.examples.cli.OptionSet;
import io.ember.examples.cli.Options;
import io.ember.examples.cli.UsageException;
import java.util.List;
import java.util.stream.Collectors;

/** The options of {@code ember admin}: all of them, and which an action takes. Stateless. */
final class AdminOptions {
  static final String NODE = "node";
  static final String PASSWORD = "password";
  static final String FROM = "from";
  static final String TO = "to";
  static final String SLOTS = "slots";
  static final String SLOTS_LIST = "slots-list";
  static final String BY = "by";
  static final String WEIGHT = "weight";
  static final String THRESHOLD = "threshold";
  static final String MEASURE = "measure";
  static final String REBALANCE = "rebalance";
  static final String DRAIN = "drain";
  static final String DRY_RUN = "dry-run";

  /** Those that not every action takes. */
  private static final List<String> SPECIAL =
      List.of(
          FROM, TO, SLOTS, SLOTS_LIST, BY, WEIGHT, THRESHOLD, MEASURE, REBALANCE, DRAIN, DRY_RUN);

  private AdminOptions() {}

  static OptionSet all() {
    return OptionSet.builder()
        .operands()
        .required(NODE, "HOST:PORT", "any node of the cluster, where it serves clients")
        .option(PASSWORD, "TEXT", "", "what AUTH asks for; better in EMBER_CLIENT_PASSWORD")
        .option(FROM, "ID|all", "", "reshard: who gives slots; several with commas")
        .option(TO, "ID", "", "reshard: who gets them")
        .option(SLOTS, "N", "", "reshard: how many, from each source in relation to what it has")
        .option(SLOTS_LIST, "A-B,C", "", "reshard: which, from whoever owns them")
        .option(BY, "slots|keys|bytes|load", "slots", "what is shared out evenly")
        .repeated(WEIGHT, "ID=W", "share of a node in relation to the others; 0 empties it")
        .option(
            THRESHOLD,
            "PERCENT",
            "",
            "by how much of its share a node may miss it: 2 if not given, 0 for add-node, 10 by"
                + " load")
        .option(MEASURE, "SECONDS", "5", "for how long load is measured")
        .flag(REBALANCE, "add-node: give the new node its share")
        .flag(DRAIN, "remove-node: move its slots to the others before")
        .flag(DRY_RUN, "print what would be moved, and change nothing")
        .build();
  }

  /**
   * Checks that an action was given no option that it does not take.
   *
   * @throws UsageException if it was
   */
  static void check(AdminAction action, Options options) {
    for (String name : SPECIAL) {
      if (options.isGiven(name) && !action.options().contains(name)) {
        String allowed =
            SPECIAL.stream()
                .filter(action.options()::contains)
                .map(each -> "--" + each)
                .collect(Collectors.joining(", "));
        throw new UsageException(
            action.name()
                + " takes no --"
                + name
                + (allowed.isEmpty() ? "" : "; allowed are " + allowed));
      }
    }
  }
}
