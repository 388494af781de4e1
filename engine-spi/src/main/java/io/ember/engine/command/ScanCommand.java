package io.ember.engine.command;

import static io.ember.engine.command.CommandFlag.READONLY;

import io.ember.engine.Bytes;
import io.ember.engine.EngineCall;
import io.ember.engine.EntryView;
import io.ember.engine.EntryVisitor;
import io.ember.engine.Keyspace;
import io.ember.engine.LaneStep;
import io.ember.engine.ReplySink;
import io.ember.engine.ValueType;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** SCAN: walks over all keys of the node, lane by lane; the cursor says where it is. */
final class ScanCommand implements CommandHandler.OnLane {
  private static final long DEFAULT_COUNT = 10;

  static void register(CommandTable.Builder table) {
    table.add(
        CommandSpec.named("scan", -2, READONLY)
            .doc(
                "generic",
                "2.8.0",
                "O(1) for every call. O(N) for a complete iteration, including enough "
                    + "command calls for the cursor to return back to 0. N is the number of "
                    + "elements inside the collection.",
                "Incrementally iterate the keys space")
            .tips("nondeterministic_output", "request_policy:special")
            .build(new ScanCommand()));
  }

  @Override
  public int lane(EngineCall call, int lanes) {
    Bytes text = call.argument(1, new Bytes());
    return ScanCursor.isCursor(text) ? ScanCursor.decode(ScanCursor.toLong(text), lanes).lane() : 0;
  }

  @Override
  public void execute(EngineCall call, Keyspace keyspace, int lane, int lanes) {
    Bytes text = call.argument(1, new Bytes());
    if (!ScanCursor.isCursor(text)) {
      call.reply().error("invalid cursor");
      return;
    }
    ScanCursor cursor = ScanCursor.decode(ScanCursor.toLong(text), lanes);
    Walk walk = new Walk(call, cursor, lane, lanes);
    if (walk.parseOptions() && !walk.run(keyspace)) {
      call.continueWith(walk);
    }
  }

  /** One call of SCAN on one lane. */
  private static final class Walk implements LaneStep, EntryVisitor {
    private static final int ENTRIES_PER_SLICE = 512;

    /** Bytes of keys after which the call ends before its COUNT: the client goes on from there. */
    private static final long MAX_KEY_BYTES = 4 << 20;

    private final EngineCall call;
    private final int lane;
    private final int lanes;
    private final SlotWalk place;
    private final List<byte[]> keys = new ArrayList<>();
    private long left = DEFAULT_COUNT;
    private long keyBytes;
    private @Nullable GlobPattern pattern;
    private @Nullable String type;

    Walk(EngineCall call, ScanCursor cursor, int lane, int lanes) {
      this.call = call;
      this.lane = lane;
      this.lanes = lanes;
      place = new SlotWalk(cursor.slot(), cursor.position());
    }

    /** {@return false if the options were wrong and that was answered} */
    boolean parseOptions() {
      for (int i = 2; i < call.argumentCount(); i += 2) {
        boolean hasValue = i + 1 < call.argumentCount();
        if (hasValue && call.argumentIs(i, "COUNT")) {
          if (Integers.isNotLong(call, i + 1)) {
            return false;
          }
          left = Integers.toLong(call, i + 1);
          if (left < 1) {
            call.reply().error(CommandErrors.SYNTAX);
            return false;
          }
        } else if (hasValue && call.argumentIs(i, "MATCH")) {
          GlobPattern given = new GlobPattern(call.argumentBytes(i + 1), false);
          pattern = given.isStar() ? null : given;
        } else if (hasValue && call.argumentIs(i, "TYPE")) {
          type = call.argumentText(i + 1);
        } else {
          call.reply().error(CommandErrors.SYNTAX);
          return false;
        }
      }
      return true;
    }

    @Override
    public boolean run(Keyspace keyspace) {
      int limit = (int) Math.min(left, ENTRIES_PER_SLICE);
      boolean isLaneDone = place.visit(keyspace, limit, this);
      left -= limit;
      if (left > 0 && !isLaneDone && keyBytes < MAX_KEY_BYTES) {
        return false;
      }
      answer(isLaneDone);
      return true;
    }

    @Override
    public void visit(EntryView entry) {
      String wanted = type;
      if (wanted != null && !ValueType.of(entry.type()).redisName().equalsIgnoreCase(wanted)) {
        return;
      }
      byte[] key = entry.keyBytes();
      GlobPattern filter = pattern;
      if (filter == null || filter.matches(key)) {
        keyBytes += key.length;
        keys.add(key);
      }
    }

    private void answer(boolean isLaneDone) {
      long next;
      if (!isLaneDone) {
        next = new ScanCursor(lane, place.slot(), place.position()).encode(lanes);
      } else if (lane + 1 < lanes) {
        next = new ScanCursor(lane + 1, 0, io.ember.engine.SlotStore.SCAN_START).encode(lanes);
      } else {
        next = 0;
      }
      ReplySink reply = call.reply();
      reply.array(2);
      reply.bulk(Long.toUnsignedString(next));
      reply.array(keys.size());
      for (byte[] key : keys) {
        reply.bulk(key);
      }
    }
  }
}
