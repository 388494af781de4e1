package io.ember.engine.command;

import io.ember.engine.Bytes;
import io.ember.engine.EngineCall;
import java.util.Locale;

/**
 * The error texts of Redis 7.2, in one place: clients and tests compare them. Without the code,
 * which is ERR unless it says otherwise. Stateless.
 */
public final class CommandErrors {
  public static final String SYNTAX = "syntax error";
  public static final String NOT_AN_INTEGER = "value is not an integer or out of range";
  public static final String NOT_A_FLOAT = "value is not a valid float";
  public static final String NO_SUCH_KEY = "no such key";
  public static final String OUT_OF_RANGE = "value is out of range";
  public static final String MUST_BE_POSITIVE = "value is out of range, must be positive";
  public static final String STRING_TOO_LONG =
      "string exceeds maximum allowed size (proto-max-bulk-len)";

  /** With the code BUSYKEY. */
  public static final String BUSY_KEY = "Target key name already exists.";

  /** Of a payload that was not made by DUMP, or by a newer server, or was damaged. */
  public static final String WRONG_DUMP = "DUMP payload version or checksum are wrong";

  /** Of a payload that is what somebody made, but no value. */
  public static final String BAD_DUMP = "Bad data format";

  /** Ember's own: Redis has no limit below that of a string. */
  public static final String KEY_TOO_LONG = "key exceeds maximum allowed size (65535 bytes)";

  /** With the code WRONGTYPE. */
  public static final String WRONG_TYPE = "Operation against a key holding the wrong kind of value";

  /** With the code OOM. */
  public static final String OUT_OF_MEMORY = "command not allowed when used memory > 'maxmemory'.";

  /** With the code CROSSSLOT. */
  public static final String CROSS_SLOT = "Keys in request don't hash to the same slot";

  /** How much of a name and of the arguments of an unknown command is repeated, in bytes. */
  private static final int QUOTED_BYTES = 128;

  /** Of the types of values in RDB version 12, and the one below it that none has. */
  private static final int HIGHEST_RDB_TYPE = 25;

  private static final int UNUSED_RDB_TYPE = 8;

  private CommandErrors() {}

  /** {@return what a call with too few or too many arguments is told} */
  public static String wrongArity(CommandSpec spec) {
    return "wrong number of arguments for '" + spec.name() + "' command";
  }

  /** {@return what a call is told whose expiry is not positive or too far away} */
  public static String invalidExpireTime(CommandSpec spec) {
    return "invalid expire time in '" + spec.name() + "' command";
  }

  /**
   * {@return what RESTORE is told whose payload is no string but one of the other kinds of Redis,
   * or of a type that is unknown there as well}
   *
   * @param type 0 to 255
   */
  public static String badDumpType(int type) {
    boolean isOfRedis = type <= HIGHEST_RDB_TYPE && type != UNUSED_RDB_TYPE;
    return isOfRedis
        ? BAD_DUMP + ": a value of RDB type " + type + ", and only strings can be restored"
        : BAD_DUMP;
  }

  /** {@return what a call is told whose number is not in {@code [low, high]}} */
  public static String outOfRange(long low, long high) {
    return "value is out of range, value must between " + low + " and " + high;
  }

  /** {@return what a call is told whose command, or subcommand, the table does not have} */
  public static String unknownCommand(CommandTable table, EngineCall call) {
    Bytes name = call.argument(0, new Bytes());
    if (call.argumentCount() > 1 && table.find(name) != null) {
      return unknownSubcommand(call);
    }
    StringBuilder arguments = new StringBuilder();
    for (int i = 1; i < call.argumentCount() && arguments.length() < QUOTED_BYTES; i++) {
      int room = QUOTED_BYTES - arguments.length();
      arguments.append('\'').append(quoted(call, i, room)).append("' ");
    }
    return "unknown command '"
        + quoted(call, 0, QUOTED_BYTES)
        + "', with args beginning with: "
        + arguments;
  }

  /** {@return what a call of a container is told that has no such subcommand} */
  public static String unknownSubcommand(EngineCall call) {
    return "unknown subcommand '"
        + quoted(call, 1, QUOTED_BYTES)
        + "'. Try "
        + quoted(call, 0, Integer.MAX_VALUE).toUpperCase(Locale.ROOT)
        + " HELP.";
  }

  private static String quoted(EngineCall call, int index, int limit) {
    String text = call.argumentQuoted(index);
    return text.length() <= limit ? text : text.substring(0, limit);
  }
}
