package io.ember.examples.migration;

import io.ember.examples.support.RespValue;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A move of slots as GETSLOTMIGRATIONS tells of it. */
record Job(String name, String state, int moved, String message) {
  private static final Set<String> ENDED = Set.of("success", "failed", "cancelled");

  static Job of(RespValue map) {
    Map<String, String> fields = new HashMap<>();
    List<RespValue> pairs = map.children();
    for (int i = 0; i + 1 < pairs.size(); i += 2) {
      fields.put(pairs.get(i).text(), pairs.get(i + 1).text());
    }
    return new Job(
        fields.getOrDefault("name", ""),
        fields.getOrDefault("state", ""),
        Integer.parseInt(fields.getOrDefault("slots_moved", "-1")),
        fields.getOrDefault("message", ""));
  }

  boolean hasEnded() {
    return ENDED.contains(state);
  }
}
