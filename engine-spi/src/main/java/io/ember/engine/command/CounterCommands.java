package io.ember.engine.command;

import static io.ember.engine.command.CommandFlag.DENYOOM;
import static io.ember.engine.command.CommandFlag.FAST;
import static io.ember.engine.command.CommandFlag.WRITE;

import io.ember.engine.Bytes;
import io.ember.engine.EngineCall;
import io.ember.engine.EntryView;
import io.ember.engine.Key;
import io.ember.engine.Keyspace;
import io.ember.engine.ValueType;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** The commands that count: INCR, DECR, INCRBY, DECRBY and INCRBYFLOAT. */
final class CounterCommands {
  private CounterCommands() {}

  static void register(CommandTable.Builder table) {
    table.add(
        CommandSpec.named("incr", 2, WRITE, DENYOOM, FAST)
            .keys(1, 1, 1, "RW access update")
            .doc("string", "1.0.0", "O(1)", "Increment the integer value of a key by one")
            .onSlot((call, keyspace) -> add(call, keyspace, 1)));
    table.add(
        CommandSpec.named("decr", 2, WRITE, DENYOOM, FAST)
            .keys(1, 1, 1, "RW access update")
            .doc("string", "1.0.0", "O(1)", "Decrement the integer value of a key by one")
            .onSlot((call, keyspace) -> add(call, keyspace, -1)));
    table.add(
        CommandSpec.named("incrby", 3, WRITE, DENYOOM, FAST)
            .keys(1, 1, 1, "RW access update")
            .doc(
                "string",
                "1.0.0",
                "O(1)",
                "Increment the integer value of a key by the given amount")
            .onSlot(CounterCommands::incrementBy));
    table.add(
        CommandSpec.named("decrby", 3, WRITE, DENYOOM, FAST)
            .keys(1, 1, 1, "RW access update")
            .doc(
                "string",
                "1.0.0",
                "O(1)",
                "Decrement the integer value of a key by the given number")
            .onSlot(CounterCommands::decrementBy));
    table.add(
        CommandSpec.named("incrbyfloat", 3, WRITE, DENYOOM, FAST)
            .keys(1, 1, 1, "RW access update")
            .doc(
                "string", "2.6.0", "O(1)", "Increment the float value of a key by the given amount")
            .onSlot(CounterCommands::incrementByFloat));
  }

  private static void incrementBy(EngineCall call, Keyspace keyspace) {
    if (!Integers.isNotLong(call, 2)) {
      add(call, keyspace, Integers.toLong(call, 2));
    }
  }

  private static void decrementBy(EngineCall call, Keyspace keyspace) {
    if (Integers.isNotLong(call, 2)) {
      return;
    }
    long decrement = Integers.toLong(call, 2);
    if (decrement == Long.MIN_VALUE) {
      call.reply().error("decrement would overflow");
    } else {
      add(call, keyspace, -decrement);
    }
  }

  private static void add(EngineCall call, Keyspace keyspace, long increment) {
    Key key = call.key(1);
    EntryView entry = keyspace.findToChange(key);
    if (StringValues.isWrongType(call, entry)) {
      return;
    }
    byte[] digits = keyspace.scratch(Integers.MAX_BYTES);
    long value = 0;
    if (entry != null) {
      int length = entry.length();
      if (length <= Integers.MAX_BYTES) {
        entry.copyTo(0, digits, 0, length);
      }
      if (!Integers.isLong(digits, 0, length)) {
        call.reply().error(CommandErrors.NOT_AN_INTEGER);
        return;
      }
      value = Integers.toLong(digits, 0, length);
    }
    long sum = value + increment;
    if (((value ^ sum) & (increment ^ sum)) < 0) {
      call.reply().error("increment or decrement would overflow");
      return;
    }
    int length = Integers.write(sum, digits, 0);
    put(keyspace, key, entry, ValueType.STRING, keyspace.bytes().wrap(digits, 0, length));
    call.reply().integer(sum);
  }

  private static void incrementByFloat(EngineCall call, Keyspace keyspace) {
    Key key = call.key(1);
    EntryView entry = keyspace.findToChange(key);
    if (StringValues.isWrongType(call, entry)) {
      return;
    }
    ExtendedFloat value = entry == null ? ExtendedFloat.ZERO : parse(entry);
    ExtendedFloat increment =
        call.argumentLength(2) > ExtendedFloat.MAX_CHARS
            ? null
            : ExtendedFloat.parse(call.argument(2, keyspace.bytes()));
    if (value == null || increment == null) {
      call.reply().error(CommandErrors.NOT_A_FLOAT);
      return;
    }
    ExtendedFloat sum = value.plus(increment);
    if (!sum.isFinite()) {
      call.reply().error("increment would produce NaN or Infinity");
      return;
    }
    byte[] text = sum.toText().getBytes(StandardCharsets.US_ASCII);
    put(keyspace, key, entry, ValueType.STRING_FLOAT, keyspace.bytes().wrap(text, 0, text.length));
    call.reply().bulk(text);
  }

  private static @Nullable ExtendedFloat parse(EntryView entry) {
    return entry.length() > ExtendedFloat.MAX_CHARS
        ? null
        : ExtendedFloat.parse(Bytes.of(entry.valueBytes()));
  }

  /** Sets the value and leaves the expiry as it is. */
  private static void put(
      Keyspace keyspace, Key key, @Nullable EntryView entry, ValueType type, Bytes value) {
    long expiresAtMs = entry == null ? EntryView.NO_EXPIRY : entry.expiresAtMs();
    keyspace.put(key, type.code(), value, expiresAtMs);
  }
}
