package io.ember.cluster.admin;

import static io.ember.engine.command.CommandFlag.ADMIN;
import static io.ember.engine.command.CommandFlag.ALLOW_BUSY;
import static io.ember.engine.command.CommandFlag.FAST;
import static io.ember.engine.command.CommandFlag.LOADING;
import static io.ember.engine.command.CommandFlag.NOSCRIPT;
import static io.ember.engine.command.CommandFlag.NO_MULTI;
import static io.ember.engine.command.CommandFlag.STALE;

import io.ember.engine.EngineCall;
import io.ember.engine.command.CommandErrors;
import io.ember.engine.command.CommandSpec;
import io.ember.engine.command.CommandTable;
import java.time.Instant;
import java.util.OptionalLong;

/** TIME ROLE WAIT SHUTDOWN. */
final class ServerCommands {
  private static final String CANNOT_SAVE =
      "Errors trying to SHUTDOWN. Data is kept in memory only and cannot be saved: use SHUTDOWN"
          + " NOSAVE to lose it";

  private final NodeServicesRef services;

  ServerCommands(NodeServicesRef services) {
    this.services = services;
  }

  void register(CommandTable.Builder table) {
    table.add(
        CommandSpec.named("time", 1, LOADING, STALE, FAST)
            .doc("server", "2.6.0", "O(1)", "Return the current server time")
            .tips("nondeterministic_output")
            .onCaller(ServerCommands::time));
    table.add(
        CommandSpec.named("role", 1, NOSCRIPT, LOADING, STALE, FAST)
            .doc(
                "server",
                "2.8.12",
                "O(1)",
                "Return the role of the instance in the context of replication")
            .categories("admin", "dangerous")
            .onCaller(this::role));
    table.add(
        CommandSpec.named("wait", 3, NOSCRIPT)
            .doc(
                "generic",
                "3.0.0",
                "O(1)",
                "Wait for the synchronous replication of all the write commands sent in the context"
                    + " of the current connection")
            .categories("connection")
            .tips("request_policy:all_shards", "response_policy:agg_min")
            .build(new WaitCommand(services)));
    table.add(
        CommandSpec.named("waitaof", 4, NOSCRIPT)
            .doc(
                "generic",
                "7.2.0",
                "O(1)",
                "Wait for all write commands sent in the context of the current connection to be"
                    + " synced to AOF of local host and/or replicas")
            .categories("connection")
            .tips("request_policy:all_shards", "response_policy:agg_min")
            .onCaller(ServerCommands::waitForFiles));
    table.add(
        CommandSpec.named("debug", -2, ADMIN, NOSCRIPT, LOADING, STALE)
            .doc("server", "1.0.0", "O(1)", "A container for debugging commands.")
            .onCaller(ClusterCommands.guarded(services, new ClusterLinks(services)::debug)));
    table.add(
        CommandSpec.named("shutdown", -1, ADMIN, NOSCRIPT, LOADING, STALE, NO_MULTI, ALLOW_BUSY)
            .doc(
                "server",
                "1.0.0",
                "O(N) when saving, where N is the total number of keys in all databases when saving"
                    + " data, otherwise O(1)",
                "Synchronously save the dataset to disk and then shut down the server")
            .onCaller(this::shutdown));
  }

  private static void time(EngineCall call) {
    Instant now = Instant.now();
    call.reply().array(2);
    call.reply().bulk(Long.toString(now.getEpochSecond()));
    call.reply().bulk(Long.toString(now.getNano() / 1000));
  }

  private void role(EngineCall call) {
    ReplicationFigures.of(services.get().cluster().get()).reply(call.reply());
  }

  /** Data is in memory only: neither this node nor a replica has any of it in a file. */
  private static void waitForFiles(EngineCall call) {
    OptionalLong local = Arguments.integerOrError(call, 1);
    if (local.isEmpty()
        || Arguments.integerOrError(call, 2).isEmpty()
        || ClientPauseCommands.timeout(call, 3).isEmpty()) {
      return;
    }
    if (local.getAsLong() < 0 || local.getAsLong() > 1) {
      call.reply().error("value is out of range, must be between 0 and 1");
    } else if (local.getAsLong() == 1) {
      call.reply().error("WAITAOF cannot be used when numlocal is set but appendonly is disabled.");
    } else {
      call.reply().array(2);
      call.reply().integer(0);
      call.reply().integer(0);
    }
  }

  private void shutdown(EngineCall call) {
    boolean save = false;
    boolean noSave = false;
    boolean now = false;
    boolean force = false;
    boolean abort = false;
    boolean unknown = false;
    for (int i = 1; i < call.argumentCount(); i++) {
      save |= call.argumentIs(i, "SAVE");
      noSave |= call.argumentIs(i, "NOSAVE");
      now |= call.argumentIs(i, "NOW");
      force |= call.argumentIs(i, "FORCE");
      abort |= call.argumentIs(i, "ABORT");
      unknown |=
          !call.argumentIs(i, "SAVE")
              && !call.argumentIs(i, "NOSAVE")
              && !call.argumentIs(i, "NOW")
              && !call.argumentIs(i, "FORCE")
              && !call.argumentIs(i, "ABORT");
    }
    if (unknown || (save && noSave) || (abort && (save || noSave || now || force))) {
      call.reply().error(CommandErrors.SYNTAX);
    } else if (abort) {
      // A shutdown waits for nothing, so none is ever in progress when somebody can say so.
      call.reply().error("No shutdown in progress.");
    } else if (save && !force) {
      call.reply().error(CANNOT_SAVE);
    } else {
      if (call.caller().isEmbedded()) {
        call.reply().ok();
      }
      // A connection gets no answer, as in Redis: it is closed when the node stops.
      services.get().engine().requestShutdown();
    }
  }
}
