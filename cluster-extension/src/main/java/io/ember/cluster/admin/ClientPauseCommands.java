package io.ember.cluster.admin;

import io.ember.cluster.session.ClientPause;
import io.ember.engine.EngineCall;
import io.ember.engine.command.CommandSpec;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;

/** CLIENT PAUSE, UNPAUSE and UNBLOCK: they act on other connections. */
final class ClientPauseCommands {
  /** The longest pause that is told apart from a longer one: about 31 years. */
  private static final long MAX_PAUSE_MS = 1_000_000_000_000L;

  private final NodeServicesRef services;

  ClientPauseCommands(NodeServicesRef services) {
    this.services = services;
  }

  CommandSpec pauseSpec() {
    return ClientCommands.admin(
            "pause", -3, "2.9.50", "Stop processing commands from clients for some time")
        .onCaller(this::pause);
  }

  CommandSpec unpauseSpec() {
    return ClientCommands.admin(
            "unpause", 2, "6.2.0", "Resume processing of clients that were paused")
        .doc(
            "connection",
            "6.2.0",
            "O(N) Where N is the number of paused clients",
            "Resume processing of clients that were paused")
        .onCaller(
            call -> {
              services.get().pause().end();
              call.reply().ok();
            });
  }

  CommandSpec unblockSpec() {
    String summary = "Unblock a client blocked in a blocking command from a different connection";
    return ClientCommands.admin("unblock", -3, "5.0.0", summary)
        .doc("connection", "5.0.0", "O(log N) where N is the number of client connections", summary)
        .onCaller(ClientPauseCommands::unblock);
  }

  private void pause(EngineCall call) {
    ClientPause.Mode mode = ClientPause.Mode.ALL;
    if (call.argumentCount() > 4) {
      call.reply()
          .error(
              "unknown subcommand or wrong number of arguments for '"
                  + call.argumentQuoted(1)
                  + "'. Try CLIENT HELP.");
      return;
    }
    if (call.argumentCount() == 4) {
      if (call.argumentIs(3, "WRITE")) {
        mode = ClientPause.Mode.WRITE;
      } else if (!call.argumentIs(3, "ALL")) {
        call.reply().error("CLIENT PAUSE mode must be WRITE or ALL");
        return;
      }
    }
    OptionalLong timeout = timeout(call, 2);
    if (timeout.isEmpty()) {
      return;
    }
    long lengthMs = Math.min(timeout.getAsLong(), MAX_PAUSE_MS);
    services.get().pause().begin(mode, System.nanoTime(), TimeUnit.MILLISECONDS.toNanos(lengthMs));
    call.reply().ok();
  }

  /** {@return a timeout in ms; empty after an error was answered} */
  static OptionalLong timeout(EngineCall call, int index) {
    OptionalLong timeout = Arguments.integer(call, index);
    if (timeout.isEmpty()) {
      call.reply().error("timeout is not an integer or out of range");
    } else if (timeout.getAsLong() < 0) {
      call.reply().error("timeout is negative");
      return OptionalLong.empty();
    } else if (timeout.getAsLong() > Long.MAX_VALUE - System.currentTimeMillis()) {
      call.reply().error("timeout is out of range");
      return OptionalLong.empty();
    }
    return timeout;
  }

  /** No command blocks, so nobody is unblocked. */
  private static void unblock(EngineCall call) {
    if (call.argumentCount() > 4) {
      call.reply()
          .error(
              "unknown subcommand or wrong number of arguments for '"
                  + call.argumentQuoted(1)
                  + "'. Try CLIENT HELP.");
      return;
    }
    if (call.argumentCount() == 4
        && !call.argumentIs(3, "TIMEOUT")
        && !call.argumentIs(3, "ERROR")) {
      call.reply().error("CLIENT UNBLOCK reason should be TIMEOUT or ERROR");
      return;
    }
    if (Arguments.integerOrError(call, 2).isPresent()) {
      call.reply().integer(0);
    }
  }
}
