package io.ember.perf.reshard;

import java.util.List;

/**
 * What came of one cluster.
 *
 * @param system what reports call it
 * @param slots that were to move
 * @param keys in them
 * @param entryBytes of each key and its value
 * @param moveNs from the call until the cluster said that it had ended
 * @param outcome what the cluster says
 * @param arrived how many of the slots the target owns afterwards
 * @param clock of the phases
 * @param book of the latencies
 * @param calls of the clients, warm-up included
 * @param errors calls that ended with an exception
 * @param errorTexts of them, and how often
 * @param wrong GETs that did not return what was acknowledged last
 * @param moved MOVED that the clients followed, or {@link LoadClient#UNKNOWN}
 * @param audit of all keys afterwards
 * @param isWhole whether the audit found every key once with the right value
 */
record ReshardResult(
    String system,
    int slots,
    int keys,
    int entryBytes,
    long moveNs,
    SlotMove.Outcome outcome,
    int arrived,
    PhaseClock clock,
    LatencyBook book,
    long calls,
    int errors,
    List<String> errorTexts,
    int wrong,
    long moved,
    KeyAudit audit,
    boolean isWhole) {
  ReshardResult {
    errorTexts = List.copyOf(errorTexts);
  }

  double moveSeconds() {
    return Math.max(1, moveNs) / 1e9;
  }

  /** {@return whether all moved, nothing was lost, and no client noticed} */
  boolean isClean() {
    return outcome.succeeded() && arrived == slots && errors == 0 && wrong == 0 && isWhole;
  }
}
