package io.ember.cluster.session;

import io.ember.engine.ErrorCode;
import io.ember.engine.command.CommandFlag;
import io.ember.engine.command.CommandSpec;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a session may not do in the state that it is in, whatever the command would answer. The
 * server asks before it executes or queues a call; an open transaction that meets a refusal has
 * failed. Stateless.
 */
public final class SessionRules {
  /** An error to be answered instead of the call. */
  public record Refusal(ErrorCode code, String message) {}

  private static final Refusal NO_AUTH = new Refusal(ErrorCode.NOAUTH, "Authentication required.");
  private static final Refusal NO_MULTI =
      new Refusal(ErrorCode.ERR, "Command not allowed inside a transaction");
  private static final Set<String> SUBSCRIBER_COMMANDS =
      Set.of(
          "ping",
          "subscribe",
          "ssubscribe",
          "unsubscribe",
          "sunsubscribe",
          "psubscribe",
          "punsubscribe",
          "quit",
          "reset");

  private SessionRules() {}

  /** {@return why the session may not use the command, null if it may; the usual case is quick} */
  public static @Nullable Refusal refusal(
      SessionState state, Transaction transaction, CommandSpec command) {
    if (!state.authenticated() && !command.is(CommandFlag.NO_AUTH)) {
      return NO_AUTH;
    }
    if (command.is(CommandFlag.NO_MULTI) && transaction.isOpen()) {
      return NO_MULTI;
    }
    if (state.isSubscriberOnly() && !SUBSCRIBER_COMMANDS.contains(command.name())) {
      return new Refusal(
          ErrorCode.ERR,
          "Can't execute '"
              + command.name()
              + "': only (P|S)SUBSCRIBE / (P|S)UNSUBSCRIBE / PING / QUIT / RESET are allowed in"
              + " this context");
    }
    return null;
  }

  /**
   * {@return what is answered to an EXEC that cannot be executed because of an error, with the code
   * EXECABORT} It ends the transaction.
   */
  public static String execAbort(String error) {
    return "Transaction discarded because of: " + error;
  }

  /** {@return whether an open transaction executes the command at once instead of queueing it} */
  public static boolean isExecutedInsideMulti(CommandSpec command) {
    return switch (command.name()) {
      case "exec", "discard", "multi", "watch", "quit", "reset" -> true;
      default -> false;
    };
  }
}
