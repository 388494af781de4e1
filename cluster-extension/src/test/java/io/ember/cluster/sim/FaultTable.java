package io.ember.cluster.sim;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** How often each fault met each phase, and how often each operation ended how. */
final class FaultTable {
  private final Map<SimFault, Map<SimNode.Phase, Integer>> met = new TreeMap<>();
  private final Map<String, Map<String, Integer>> operations = new TreeMap<>();

  void met(SimFault fault, SimNode.Phase phase) {
    met.computeIfAbsent(fault, f -> new TreeMap<>()).merge(phase, 1, Integer::sum);
  }

  void operation(String kind, String outcome) {
    operations.computeIfAbsent(kind, k -> new TreeMap<>()).merge(outcome, 1, Integer::sum);
  }

  /** {@return how often an operation ended so} */
  int count(String kind, String outcome) {
    return operations.getOrDefault(kind, Map.of()).getOrDefault(outcome, 0);
  }

  int faults() {
    return met.values().stream()
        .flatMap(row -> row.values().stream())
        .mapToInt(Integer::intValue)
        .sum();
  }

  void add(FaultTable other) {
    other.met.forEach(
        (fault, row) ->
            row.forEach(
                (phase, count) ->
                    met.computeIfAbsent(fault, f -> new TreeMap<>())
                        .merge(phase, count, Integer::sum)));
    other.operations.forEach(
        (kind, row) ->
            row.forEach(
                (outcome, count) ->
                    operations
                        .computeIfAbsent(kind, k -> new TreeMap<>())
                        .merge(outcome, count, Integer::sum)));
  }

  /** {@return the pairs that never met and could have: only who proposes has an entry in limbo} */
  List<String> zeros() {
    List<String> zeros = new ArrayList<>();
    for (SimFault fault : SimFault.values()) {
      for (SimNode.Phase phase : SimNode.Phase.values()) {
        boolean possible = fault != SimFault.LOG_IN_LIMBO || phase == SimNode.Phase.PROPOSING;
        if (possible && met.getOrDefault(fault, Map.of()).getOrDefault(phase, 0) == 0) {
          zeros.add(fault + " in " + phase);
        }
      }
    }
    return zeros;
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder(String.format("%-22s", "fault"));
    for (SimNode.Phase phase : SimNode.Phase.values()) {
      text.append(String.format("%10s", phase.name().toLowerCase(Locale.ROOT)));
    }
    for (SimFault fault : SimFault.values()) {
      text.append(String.format("%n%-22s", fault.name().toLowerCase(Locale.ROOT)));
      for (SimNode.Phase phase : SimNode.Phase.values()) {
        text.append(
            String.format("%10d", met.getOrDefault(fault, Map.of()).getOrDefault(phase, 0)));
      }
    }
    operations.forEach((kind, row) -> text.append(String.format("%n%-16s%s", kind, row)));
    return text.toString();
  }
}
