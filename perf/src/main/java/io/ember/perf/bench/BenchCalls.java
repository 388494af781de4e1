package io.ember.perf.bench;

import io.ember.engine.Caller;
import io.ember.engine.EngineCall;
import io.ember.engine.ReplyCollector;
import io.ember.engine.ReplySink;
import io.ember.engine.command.CommandTable;
import io.ember.engine.command.StandardCommands;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** What the benchmarks of the data path are made of. Stateless. */
final class BenchCalls {
  /** Somebody who calls. */
  static final Caller CALLER =
      new Caller() {
        @Override
        public long id() {
          return 1;
        }

        @Override
        public boolean isEmbedded() {
          return true;
        }
      };

  private BenchCalls() {}

  /** {@return a table with the commands on data} */
  static CommandTable standardCommands() {
    CommandTable.Builder commands = new CommandTable.Builder();
    StandardCommands.register(commands);
    return commands.build();
  }

  /** {@return the request in RESP} */
  static byte[] encode(String... arguments) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.writeBytes(ascii("*" + arguments.length + "\r\n"));
    for (String argument : arguments) {
      bytes.writeBytes(ascii("$" + argument.length() + "\r\n" + argument + "\r\n"));
    }
    return bytes.toByteArray();
  }

  /** {@return {@code key:} and twelve digits} */
  static String key(long number) {
    byte[] key = new byte[KeyPicks.KEY_BYTES];
    KeyPicks.writeKey(number, key, 0);
    return new String(key, StandardCharsets.US_ASCII);
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  /** A call that is filled and looked at, and never answered. */
  static final class FilledCall extends EngineCall {
    private final ReplyCollector unused = new ReplyCollector();

    @Override
    public ReplySink reply() {
      return unused;
    }

    @Override
    public void resetReply() {
      throw new IllegalStateException("the call was refused");
    }

    @Override
    public void completed() {}
  }
}
