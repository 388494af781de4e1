package io.ember.engine.command;

import io.ember.engine.EngineCall;
import io.ember.engine.ReplySink;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** COMMAND GETKEYS and GETKEYSANDFLAGS: which arguments of a command would be keys. */
final class CommandKeys {
  /** Where the command begins in the arguments. */
  private static final int SKIPPED = 2;

  private final Supplier<CommandTable> table;

  CommandKeys(Supplier<CommandTable> table) {
    this.table = table;
  }

  void keys(EngineCall call) {
    InnerCall inner = new InnerCall(call);
    CommandSpec spec = check(inner);
    if (spec != null) {
      int[] keys = spec.keysOf(inner);
      call.reply().array(keys.length);
      for (int key : keys) {
        call.reply().bulk(inner.argumentBytes(key));
      }
    }
  }

  void keysAndFlags(EngineCall call) {
    InnerCall inner = new InnerCall(call);
    CommandSpec spec = check(inner);
    if (spec != null) {
      int[] keys = spec.keysOf(inner);
      call.reply().array(keys.length);
      for (int key : keys) {
        call.reply().array(2);
        call.reply().bulk(inner.argumentBytes(key));
        List<String> flags = flagsOf(spec, inner, key);
        call.reply().set(flags.size());
        for (String flag : flags) {
          call.reply().simple(flag);
        }
      }
    }
  }

  private @Nullable CommandSpec check(InnerCall inner) {
    ReplySink reply = inner.reply();
    CommandSpec spec = table.get().find(inner);
    if (spec == null) {
      reply.error("Invalid command specified");
    } else if (!spec.hasKeys()) {
      reply.error("The command has no key arguments");
    } else if (!spec.acceptsCount(inner.argumentCount())) {
      reply.error("Invalid number of arguments specified for command");
    } else if (spec.firstKeyOf(inner) < 0 && !spec.is(CommandFlag.NO_MANDATORY_KEYS)) {
      reply.error("Invalid arguments specified for command");
    } else {
      return spec;
    }
    return null;
  }

  private static List<String> flagsOf(CommandSpec spec, EngineCall inner, int key) {
    if (spec.name().equals("set")) {
      return flagsOfSet(inner);
    }
    List<String> flags = List.of();
    for (KeySpec keys : spec.keySpecs()) {
      if (keys.first() <= key) {
        flags = keys.flags();
      }
    }
    return flags;
  }

  /** SET reads its key only if it has the option GET. */
  private static List<String> flagsOfSet(EngineCall inner) {
    for (int i = 3; i < inner.argumentCount(); i++) {
      if (inner.argumentIs(i, "GET")) {
        return List.of("RW", "access", "update");
      }
    }
    return List.of("OW", "update");
  }

  /** The command that stands in the arguments of another one; it answers through that one. */
  private static final class InnerCall extends EngineCall {
    private final EngineCall outer;

    InnerCall(EngineCall outer) {
      this.outer = outer;
      int count = outer.argumentCount() - SKIPPED;
      byte[][] arguments = new byte[count][];
      int length = 0;
      for (int i = 0; i < count; i++) {
        arguments[i] = outer.argumentBytes(i + SKIPPED);
        length += arguments[i].length;
      }
      byte[] array = new byte[length];
      begin(outer.caller(), array, (bytes, from, byteCount) -> 0);
      int at = 0;
      for (byte[] argument : arguments) {
        System.arraycopy(argument, 0, array, at, argument.length);
        addArgument(at, argument.length);
        at += argument.length;
      }
    }

    @Override
    public ReplySink reply() {
      return outer.reply();
    }

    @Override
    public void resetReply() {
      outer.resetReply();
    }

    @Override
    public void completed() {
      throw new IllegalStateException("this call is only looked at");
    }
  }
}
