package io.ember.cluster.admin;

import io.ember.engine.EngineCall;
import io.ember.engine.Slots;
import java.util.BitSet;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Reads slots among the arguments of a command, in the words of Redis. Stateless. */
final class SlotArguments {
  private SlotArguments() {}

  /** {@return the slot that an argument names; -1 after an error was answered} */
  static int slot(EngineCall call, int index) {
    OptionalLong slot = Arguments.integer(call, index);
    if (slot.isEmpty() || slot.getAsLong() < 0 || slot.getAsLong() >= Slots.SLOT_COUNT) {
      call.reply().error("Invalid or out of range slot");
      return -1;
    }
    return (int) slot.getAsLong();
  }

  /**
   * {@return the slots of pairs of arguments; null after an error was answered}
   *
   * @param from the first argument
   * @param to the one behind the last; an even number of arguments
   */
  static @Nullable BitSet ranges(EngineCall call, int from, int to) {
    BitSet slots = new BitSet();
    for (int i = from; i < to; i += 2) {
      int first = slot(call, i);
      int last = first < 0 ? -1 : slot(call, i + 1);
      if (last < 0) {
        return null;
      }
      if (first > last) {
        call.reply()
            .error("start slot number " + first + " is greater than end slot number " + last);
        return null;
      }
      for (int slot = first; slot <= last; slot++) {
        if (!addOnce(call, slots, slot)) {
          return null;
        }
      }
    }
    return slots;
  }

  /** {@return whether the slot was new; if not, that was answered} */
  static boolean addOnce(EngineCall call, BitSet slots, int slot) {
    if (slots.get(slot)) {
      call.reply().error("Slot " + slot + " specified multiple times");
      return false;
    }
    slots.set(slot);
    return true;
  }
}
