package io.ember.cluster.admin;

import io.ember.engine.EngineCall;
import io.ember.engine.Slots;
import io.ember.engine.command.CommandErrors;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * What a call of CLUSTER SLOT-STATS asks for, with the checks of Redis in its order.
 *
 * @param first lowest slot
 * @param last highest slot
 * @param order by which the slots are sorted, null for their numbers
 * @param descending whether the largest comes first
 * @param limit most slots of the reply
 */
record SlotStatsQuery(
    int first, int last, @Nullable SlotMetric order, boolean descending, int limit) {
  private static final int FIRST_OPTION = 4;

  /** {@return the query; null after an error was answered} */
  static @Nullable SlotStatsQuery parse(EngineCall call) {
    if (call.argumentCount() == 5 && call.argumentIs(2, "SLOTSRANGE")) {
      return parseRange(call);
    }
    if (call.argumentCount() >= FIRST_OPTION && call.argumentIs(2, "ORDERBY")) {
      return parseOrder(call);
    }
    call.reply()
        .error(
            "unknown subcommand or wrong number of arguments for '"
                + call.argumentQuoted(1)
                + "'. Try CLUSTER HELP.");
    return null;
  }

  private static @Nullable SlotStatsQuery parseRange(EngineCall call) {
    int first = slot(call, 3);
    int last = first < 0 ? -1 : slot(call, 4);
    if (last < 0) {
      call.reply().error("Invalid or out of range slot");
      return null;
    }
    if (first > last) {
      call.reply().error("Start slot number " + first + " is greater than end slot number " + last);
      return null;
    }
    return new SlotStatsQuery(first, last, null, false, Slots.SLOT_COUNT);
  }

  private static int slot(EngineCall call, int index) {
    OptionalLong slot = Arguments.integer(call, index);
    return slot.isPresent() && slot.getAsLong() >= 0 && slot.getAsLong() < Slots.SLOT_COUNT
        ? (int) slot.getAsLong()
        : -1;
  }

  private static @Nullable SlotStatsQuery parseOrder(EngineCall call) {
    SlotMetric order = SlotMetric.named(call, 3);
    if (order == null) {
      call.reply().error("Unrecognized sort metric for ORDERBY.");
      return null;
    }
    boolean descending = true;
    int limit = Slots.SLOT_COUNT;
    int limits = 0;
    int directions = 0;
    for (int i = FIRST_OPTION; i < call.argumentCount(); i++) {
      if (call.argumentIs(i, "LIMIT") && i + 1 < call.argumentCount()) {
        i++;
        limits++;
        limit = limit(call, i);
        if (limit == 0) {
          call.reply().error("Limit has to lie in between 1 and 16384 (maximum number of slots).");
          return null;
        }
      } else if (call.argumentIs(i, "ASC") || call.argumentIs(i, "DESC")) {
        directions++;
        descending = call.argumentIs(i, "DESC");
      } else {
        call.reply().error(CommandErrors.SYNTAX);
        return null;
      }
      if (limits > 1 || directions > 1) {
        call.reply().error("Multiple filters of the same type are disallowed.");
        return null;
      }
    }
    return new SlotStatsQuery(0, Slots.SLOT_COUNT - 1, order, descending, limit);
  }

  /** {@return the limit, 0 if it is none} */
  private static int limit(EngineCall call, int index) {
    OptionalLong limit = Arguments.integer(call, index);
    return limit.isPresent() && limit.getAsLong() >= 1 && limit.getAsLong() <= Slots.SLOT_COUNT
        ? (int) limit.getAsLong()
        : 0;
  }
}
