package io.ember.engine.command;

import static io.ember.engine.command.CommandFlag.READONLY;

import io.ember.engine.EngineCall;
import io.ember.engine.EntryView;
import io.ember.engine.Keyspace;
import io.ember.engine.SlotStore;
import io.ember.engine.ValueType;
import org.jspecify.annotations.Nullable;

/** LCS: the longest common subsequence of two strings. */
final class LcsCommand {
  private static final byte[] EMPTY = {};

  private LcsCommand() {}

  static void register(CommandTable.Builder table) {
    table.add(
        CommandSpec.named("lcs", -3, READONLY)
            .keys(1, 2, 1, "RO access")
            .doc(
                "string",
                "7.0.0",
                "O(N*M) where N and M are the lengths of s1 and s2, respectively",
                "Find longest common substring")
            .onSlot(LcsCommand::lcs));
  }

  private static void lcs(EngineCall call, Keyspace keyspace) {
    EntryView first = keyspace.find(call.key(1));
    long firstLength = length(first);
    EntryView second = keyspace.find(call.key(2));
    long secondLength = length(second);
    if (firstLength < 0 || secondLength < 0) {
      call.reply().error("The specified keys must contain string values");
      return;
    }
    LcsOptions options = LcsOptions.parse(call);
    if (options == null) {
      return;
    }
    // Ours takes a thirty-second of the table of Redis, but a call has to fail on both or on none.
    if ((firstLength + 1) * (secondLength + 1) * Integer.BYTES > SlotStore.MAX_VALUE_BYTES) {
      call.reply()
          .error("Insufficient memory, transient memory for LCS exceeds proto-max-bulk-len");
      return;
    }
    boolean isEmpty = firstLength == 0 || secondLength == 0;
    byte[] a = isEmpty ? EMPTY : value(keyspace.peek(call.key(1)));
    byte[] b = isEmpty ? EMPTY : value(keyspace.peek(call.key(2)));
    LcsStep step = new LcsStep(call, options, a, b);
    if (!step.run(keyspace)) {
      call.continueWith(step);
    }
  }

  private static long length(@Nullable EntryView entry) {
    if (entry == null) {
      return 0;
    }
    return ValueType.isString(entry.type()) ? entry.length() : -1;
  }

  private static byte[] value(@Nullable EntryView entry) {
    return entry == null ? EMPTY : entry.valueBytes();
  }
}
