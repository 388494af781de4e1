package io.ember.examples.demo;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A move of slots, as CLUSTER GETSLOTMIGRATIONS tells of it.
 *
 * @param slotsMoved of {@code slotsTotal}
 * @param message for people: how long the slots were frozen, or why it did not succeed
 */
record MoveJob(
    String name, String ranges, String state, String message, int slotsTotal, int slotsMoved) {
  private static final List<String> ENDED = List.of("success", "failed", "cancelled");

  /** {@return the moves that a node knows, the oldest first} */
  static List<MoveJob> all(int port) {
    List<?> jobs = (List<?>) NodeCalls.cluster(port, "GETSLOTMIGRATIONS");
    return jobs.stream().map(job -> parse((List<?>) job)).toList();
  }

  private static MoveJob parse(List<?> pairs) {
    Map<String, String> fields = new HashMap<>();
    for (int i = 0; i + 1 < pairs.size(); i += 2) {
      fields.put(NodeCalls.text(pairs.get(i)), NodeCalls.text(pairs.get(i + 1)));
    }
    return new MoveJob(
        fields.getOrDefault("name", ""),
        fields.getOrDefault("slot_ranges", ""),
        fields.getOrDefault("state", ""),
        fields.getOrDefault("message", ""),
        Integer.parseInt(fields.getOrDefault("slots_total", "0")),
        Integer.parseInt(fields.getOrDefault("slots_moved", "0")));
  }

  boolean hasEnded() {
    return ENDED.contains(state);
  }

  boolean hasSucceeded() {
    return state.equals("success") && slotsMoved == slotsTotal;
  }
}
