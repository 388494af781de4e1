package io.ember.examples.admin;

import io.ember.cluster.model.SlotSet;
import java.util.List;
import java.util.Map;

/**
 * A migration as CLUSTER GETSLOTMIGRATIONS tells of it.
 *
 * @param name what names it in other commands
 * @param source id of the node that gives the slots; empty if it is not told
 * @param target id of the node that gets them
 * @param state {@code success}, {@code failed} or {@code cancelled} at the end
 * @param message what there is to say, above all why it failed
 * @param slotsMoved {@link #UNKNOWN} if the asked node does not know, like the next ones
 * @param remainingMs about how long it will take
 */
record MigrationJob(
    String name,
    SlotSet slots,
    String source,
    String target,
    String state,
    String message,
    long slotsMoved,
    long bytesMoved,
    long keysMoved,
    long remainingMs) {
  static final long UNKNOWN = -1;

  private static final String SUCCESS = "success";
  private static final List<String> ENDS = List.of(SUCCESS, "failed", "cancelled");

  /** {@return the jobs of a reply, in RESP2 or RESP3} */
  static List<MigrationJob> parseAll(Object reply) {
    return ReplyValues.list(reply).stream().map(MigrationJob::parse).toList();
  }

  private static MigrationJob parse(Object entry) {
    Map<String, Object> map = ReplyValues.map(entry);
    return new MigrationJob(
        text(map, "name"),
        SlotLists.parse(text(map, "slot_ranges")),
        text(map, "source_node"),
        text(map, "target_node"),
        text(map, "state"),
        text(map, "message"),
        ReplyValues.number(map, "slots_moved", UNKNOWN),
        ReplyValues.number(map, "bytes_moved", UNKNOWN),
        ReplyValues.number(map, "keys_moved", UNKNOWN),
        ReplyValues.number(map, "remaining_ms", UNKNOWN));
  }

  private static String text(Map<String, Object> map, String name) {
    Object value = map.get(name);
    return value == null ? "" : ReplyValues.text(value);
  }

  /** {@return whether all its slots are where they should be} */
  boolean hasSucceeded() {
    return state.equals(SUCCESS);
  }

  /** {@return whether nothing more will happen} */
  boolean hasEnded() {
    return ENDS.contains(state);
  }

  /** {@return how many of its slots have moved, as far as is known} */
  long slotsDone() {
    return hasSucceeded() ? slots.slotCount() : Math.max(0, slotsMoved);
  }
}
