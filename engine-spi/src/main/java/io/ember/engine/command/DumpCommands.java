package io.ember.engine.command;

import static io.ember.engine.command.CommandFlag.DENYOOM;
import static io.ember.engine.command.CommandFlag.READONLY;
import static io.ember.engine.command.CommandFlag.WRITE;

import io.ember.engine.Blob;
import io.ember.engine.EngineCall;
import io.ember.engine.EntryView;
import io.ember.engine.ErrorCode;
import io.ember.engine.Keyspace;

/** The commands that carry a value from one server to another: DUMP and RESTORE. */
final class DumpCommands {
  /** Digits of the longest integer that is written as one: {@code -2147483648}. */
  private static final int MAX_INTEGER_BYTES = 11;

  private DumpCommands() {}

  static void register(CommandTable.Builder table) {
    table.add(
        CommandSpec.named("dump", 2, READONLY)
            .keys(1, 1, 1, "RO access")
            .doc(
                "generic",
                "2.6.0",
                "O(1) to access the key and additional O(N*M) to serialize it, where N is the "
                    + "number of Redis objects composing the value and M their average size. For "
                    + "small string values the time complexity is thus O(1)+O(1*M) where M is "
                    + "small, so simply O(1).",
                "Return a serialized version of the value stored at the specified key.")
            .tips("nondeterministic_output")
            .onSlot(DumpCommands::dump));
    table.add(
        CommandSpec.named("restore", -4, WRITE, DENYOOM)
            .keys(1, 1, 1, "OW update")
            .doc(
                "generic",
                "2.6.0",
                "O(1) to create the new key and additional O(N*M) to reconstruct the serialized "
                    + "value, where N is the number of Redis objects composing the value and M "
                    + "their average size. For small string values the time complexity is thus "
                    + "O(1)+O(1*M) where M is small, so simply O(1). However for sorted set "
                    + "values the complexity is O(N*M*log(N)) because inserting values into "
                    + "sorted sets is O(log(N)).",
                "Create a key using the provided serialized value, previously obtained using DUMP.")
            .categories("keyspace", "dangerous")
            .onSlot(DumpCommands::restore));
  }

  private static void dump(EngineCall call, Keyspace keyspace) {
    EntryView entry = keyspace.find(call.key(1));
    if (entry == null) {
      call.reply().nil();
      return;
    }
    if (StringValues.isWrongType(call, entry)) {
      return;
    }
    Blob blob = entry.blob();
    if (blob == null) {
      dumpSmall(call, keyspace, entry);
      return;
    }
    call.hold(blob.retain());
    DumpStep step = new DumpStep(call, blob);
    if (!step.run(keyspace)) {
      call.continueWith(step);
    }
  }

  private static void dumpSmall(EngineCall call, Keyspace keyspace, EntryView entry) {
    int length = entry.length();
    byte[] payload =
        keyspace.scratch(DumpPayload.MAX_HEAD_BYTES + length + DumpPayload.FOOTER_BYTES);
    int end = writeInteger(entry, payload);
    if (end == 0) {
      int from = DumpPayload.writeHead(payload, length);
      entry.copyTo(0, payload, from, length);
      end = from + length;
    }
    call.reply().bulk(payload, 0, DumpPayload.writeFooter(payload, 0, end, 0));
  }

  /** {@return how many bytes it wrote, 0 if the value is no integer of 32 bits} */
  private static int writeInteger(EntryView entry, byte[] payload) {
    int length = entry.length();
    if (length > MAX_INTEGER_BYTES) {
      return 0;
    }
    entry.copyTo(0, payload, 0, length);
    if (!Integers.isLong(payload, 0, length)) {
      return 0;
    }
    long value = Integers.toLong(payload, 0, length);
    return value == (int) value ? DumpPayload.writeInteger(payload, (int) value) : 0;
  }

  private static void restore(EngineCall call, Keyspace keyspace) {
    int options = RestoreOptions.parse(call);
    if (options == RestoreOptions.INVALID || isTaken(call, keyspace, options)) {
      return;
    }
    if (Integers.isNotLong(call, 2)) {
      return;
    }
    long ttlMs = Integers.toLong(call, 2);
    if (ttlMs < 0) {
      call.reply().error("Invalid TTL value, must be >= 0");
      return;
    }
    RestoreStep step = new RestoreStep(call, options, ttlMs);
    if (!step.run(keyspace)) {
      call.continueWith(step);
    }
  }

  /**
   * {@return whether there is a key that is not to be replaced, in which case that was answered}
   */
  static boolean isTaken(EngineCall call, Keyspace keyspace, int options) {
    if (RestoreOptions.replaces(options) || keyspace.findToChange(call.key(1)) == null) {
      return false;
    }
    call.reply().error(ErrorCode.BUSYKEY, CommandErrors.BUSY_KEY);
    return true;
  }
}
