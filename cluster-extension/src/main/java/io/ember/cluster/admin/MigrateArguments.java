package io.ember.cluster.admin;

import io.ember.engine.EngineCall;
import io.ember.engine.command.CommandErrors;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * What a call of MIGRATE asks for: {@code MIGRATE host port key|"" database timeout [COPY]
 * [REPLACE] [AUTH password | AUTH2 username password] [KEYS key ...]}. Immutable.
 *
 * <p>Keys and credentials are named by the places of their arguments and stay in the call: keys are
 * not copied, and what is printed of this shows no secret.
 *
 * @param copy whether the keys stay here
 * @param replace whether keys that the target has are replaced
 * @param usernameIndex which argument is the user's name at the target, {@link #NONE} for its
 *     default user
 * @param passwordIndex which argument is the password at the target, {@link #NONE} if it gets none
 * @param firstKey which argument is the first key; the others stand behind it
 * @param keyCount how many keys there are, 0 for none: then there is nothing to move
 */
record MigrateArguments(
    Target target,
    boolean copy,
    boolean replace,
    int usernameIndex,
    int passwordIndex,
    int firstKey,
    int keyCount) {

  /**
   * Where the keys go.
   *
   * @param port 1 to 65535, or 0 if the argument is no port: connecting fails then, and nothing
   *     before
   * @param database its number there, whatever the argument says
   * @param timeoutMs how long the target may be silent, more than 0
   */
  record Target(String host, int port, long database, long timeoutMs) {}

  /** No argument. */
  static final int NONE = -1;

  /** With the code ERR, as all errors of {@link #parse}. */
  static final String KEY_AND_KEYS =
      "When using MIGRATE KEYS option, the key argument must be set to the empty string";

  /** What counts for a timeout that is not positive. */
  static final long DEFAULT_TIMEOUT_MS = 1000;

  private static final int HOST = 1;
  private static final int PORT = 2;
  private static final int KEY = 3;
  private static final int DATABASE = 4;
  private static final int TIMEOUT = 5;
  private static final int FIRST_OPTION = 6;
  private static final int HIGHEST_PORT = 65_535;
  private static final int[] NO_KEYS = {};

  /**
   * {@return what the call asks for, or null if it was wrong and that was answered} Options are
   * looked at before numbers, as Redis does.
   *
   * @param call with at least 6 arguments
   */
  static @Nullable MigrateArguments parse(EngineCall call) {
    boolean copy = false;
    boolean replace = false;
    int usernameIndex = NONE;
    int passwordIndex = NONE;
    int firstKey = KEY;
    int last = call.argumentCount() - 1;
    for (int i = FIRST_OPTION; i <= last && firstKey == KEY; i++) {
      if (call.argumentIs(i, "COPY")) {
        copy = true;
      } else if (call.argumentIs(i, "REPLACE")) {
        replace = true;
      } else if (call.argumentIs(i, "AUTH") && i + 1 <= last) {
        passwordIndex = ++i;
      } else if (call.argumentIs(i, "AUTH2") && i + 2 <= last) {
        usernameIndex = ++i;
        passwordIndex = ++i;
      } else if (call.argumentIs(i, "KEYS")) {
        if (call.argumentLength(KEY) != 0) {
          call.reply().error(KEY_AND_KEYS);
          return null;
        }
        firstKey = i + 1;
      } else {
        call.reply().error(CommandErrors.SYNTAX);
        return null;
      }
    }
    Target target = target(call);
    int keyCount = firstKey == KEY ? 1 : last + 1 - firstKey;
    return target == null
        ? null
        : new MigrateArguments(
            target, copy, replace, usernameIndex, passwordIndex, firstKey, keyCount);
  }

  private static @Nullable Target target(EngineCall call) {
    OptionalLong timeout = Arguments.integerOrError(call, TIMEOUT);
    if (timeout.isEmpty()) {
      return null;
    }
    OptionalLong database = Arguments.integerOrError(call, DATABASE);
    if (database.isEmpty()) {
      return null;
    }
    long timeoutMs = timeout.getAsLong() > 0 ? timeout.getAsLong() : DEFAULT_TIMEOUT_MS;
    long port = Arguments.integer(call, PORT).orElse(0);
    boolean isPort = port > 0 && port <= HIGHEST_PORT;
    return new Target(
        call.argumentText(HOST), isPort ? (int) port : 0, database.getAsLong(), timeoutMs);
  }

  /**
   * {@return the places of the keys in a call of MIGRATE, right or wrong} A {@link
   * io.ember.engine.command.KeyFinder}: those behind KEYS, if any are, else the argument for one
   * key; none if both are given. What follows AUTH and AUTH2 is skipped.
   */
  static int[] keys(EngineCall call) {
    int count = call.argumentCount();
    if (count <= KEY) {
      return NO_KEYS;
    }
    for (int i = FIRST_OPTION; i + 1 < count; i++) {
      if (call.argumentIs(i, "KEYS")) {
        return call.argumentLength(KEY) != 0 ? NO_KEYS : IntStream.range(i + 1, count).toArray();
      }
      i += call.argumentIs(i, "AUTH") ? 1 : call.argumentIs(i, "AUTH2") ? 2 : 0;
    }
    return new int[] {KEY};
  }
}
