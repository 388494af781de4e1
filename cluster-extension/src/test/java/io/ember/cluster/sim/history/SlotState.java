package io.ember.cluster.sim.history;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What the keys of one slot hold, as a value. Immutable.
 *
 * <p>Nobody knows at which instant an expiring key goes: its time was taken from some node's clock
 * at some instant between call and answer. So an entry has a window; before it the key is there,
 * after it the key is gone, within it either.
 */
record SlotState(SortedMap<String, Entry> entries) {
  static final SlotState EMPTY = new SlotState(new TreeMap<>());

  /** Never. */
  static final long NEVER = Long.MAX_VALUE;

  /**
   * @param earliestNs before this it has not expired
   * @param latestNs after this it has
   */
  record Entry(String value, long earliestNs, long latestNs) {
    boolean expires() {
      return earliestNs != NEVER;
    }
  }

  /** What the state may have become when an operation executes, by what has expired. */
  List<SlotState> branches(Operation operation) {
    List<SlotState> found = new ArrayList<>(List.of(this));
    for (String key : operation.command().keys()) {
      Entry entry = entries.get(key);
      if (entry == null || !entry.expires()) {
        continue;
      }
      boolean mayBeThere = operation.calledNs() <= entry.latestNs();
      boolean mayBeGone = operation.answeredNs() >= entry.earliestNs();
      List<SlotState> next = new ArrayList<>();
      for (SlotState state : found) {
        if (mayBeThere) {
          next.add(state);
        }
        if (mayBeGone) {
          next.add(state.without(key));
        }
      }
      found = next;
    }
    return found;
  }

  private SlotState without(String key) {
    SortedMap<String, Entry> less = new TreeMap<>(entries);
    less.remove(key);
    return new SlotState(less);
  }

  /** A state that one operation changes. */
  static final class Draft {
    private final SortedMap<String, Entry> entries;
    private final Operation operation;
    private final long slackNs;

    /**
     * @param slackNs by how much the clock that gave an expiring key its time may have been wrong
     */
    Draft(SlotState state, Operation operation, long slackNs) {
      entries = new TreeMap<>(state.entries);
      this.operation = operation;
      this.slackNs = slackNs;
    }

    SlotState finish() {
      return new SlotState(entries);
    }

    @Nullable String value(String key) {
      Entry entry = entries.get(key);
      return entry == null ? null : entry.value();
    }

    void put(String key, String value, long ttlMs) {
      long ttlNs = ttlMs * 1_000_000;
      long earliest = ttlMs == 0 ? NEVER : operation.calledNs() + ttlNs - slackNs;
      boolean endless = ttlMs == 0 || operation.answeredNs() == Operation.UNKNOWN;
      long latest = endless ? NEVER : operation.answeredNs() + ttlNs + slackNs;
      entries.put(key, new Entry(value, earliest, latest));
    }

    /** Changes the value and keeps the expiry. */
    void replace(String key, String value) {
      Entry before = entries.get(key);
      entries.put(
          key,
          before == null
              ? new Entry(value, NEVER, NEVER)
              : new Entry(value, before.earliestNs(), before.latestNs()));
    }

    boolean remove(String key) {
      return entries.remove(key) != null;
    }
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder("{");
    for (Map.Entry<String, Entry> each : entries.entrySet()) {
      text.append(text.length() > 1 ? ", " : "").append(each.getKey()).append('=');
      text.append(each.getValue().value()).append(each.getValue().expires() ? "?" : "");
    }
    return text.append('}').toString();
  }
}
