package io.ember.cluster.admin;

import static io.ember.engine.command.CommandFlag.ALLOW_BUSY;
import static io.ember.engine.command.CommandFlag.FAST;
import static io.ember.engine.command.CommandFlag.LOADING;
import static io.ember.engine.command.CommandFlag.NOSCRIPT;
import static io.ember.engine.command.CommandFlag.SKIP_SLOWLOG;
import static io.ember.engine.command.CommandFlag.STALE;

import io.ember.cluster.session.ClientSession;
import io.ember.cluster.session.Sessions;
import io.ember.cluster.session.Transaction;
import io.ember.engine.EngineCall;
import io.ember.engine.ErrorCode;
import io.ember.engine.Keyspace;
import io.ember.engine.command.CommandSpec;
import io.ember.engine.command.CommandTable;

/**
 * MULTI EXEC DISCARD WATCH UNWATCH. What a transaction does is the session's business; here is when
 * it may be done. Stateless.
 */
final class TransactionCommands {
  private static final String GROUP = "transactions";
  private static final String CATEGORY = "transaction";

  void register(CommandTable.Builder table) {
    table.add(
        CommandSpec.named("multi", 1, NOSCRIPT, LOADING, STALE, FAST, ALLOW_BUSY)
            .doc(GROUP, "1.2.0", "O(1)", "Mark the start of a transaction block")
            .categories(CATEGORY)
            .onCaller(TransactionCommands::multi));
    table.add(
        CommandSpec.named("exec", 1, NOSCRIPT, LOADING, STALE, SKIP_SLOWLOG)
            .doc(
                GROUP,
                "1.2.0",
                "Depends on commands in the transaction",
                "Execute all commands issued after MULTI")
            .categories(CATEGORY)
            .onCaller(TransactionCommands::exec));
    table.add(
        CommandSpec.named("discard", 1, NOSCRIPT, LOADING, STALE, FAST, ALLOW_BUSY)
            .doc(
                GROUP,
                "2.0.0",
                "O(N), when N is the number of queued commands",
                "Discard all commands issued after MULTI")
            .categories(CATEGORY)
            .onCaller(TransactionCommands::discard));
    table.add(
        CommandSpec.named("watch", -2, NOSCRIPT, LOADING, STALE, FAST, ALLOW_BUSY)
            .keys(1, -1, 1, "RO")
            .doc(
                GROUP,
                "2.2.0",
                "O(1) for every key.",
                "Watch the given keys to determine execution of the MULTI/EXEC block")
            .categories(CATEGORY)
            .onSlot(TransactionCommands::watch));
    table.add(
        CommandSpec.named("unwatch", 1, NOSCRIPT, LOADING, STALE, FAST, ALLOW_BUSY)
            .doc(GROUP, "2.2.0", "O(1)", "Forget about all watched keys")
            .categories(CATEGORY)
            .onCaller(TransactionCommands::unwatch));
  }

  private static void multi(EngineCall call) {
    ClientSession session = Sessions.require(call);
    if (session == null) {
      return;
    }
    if (session.transaction().isOpen()) {
      call.reply().error("MULTI calls can not be nested");
      return;
    }
    session.transaction().open();
    call.reply().ok();
  }

  private static void exec(EngineCall call) {
    ClientSession session = Sessions.require(call);
    if (session == null) {
      return;
    }
    Transaction transaction = session.transaction();
    if (!transaction.isOpen()) {
      call.reply().error("EXEC without MULTI");
    } else if (transaction.isFailed() && !transaction.isSpread()) {
      transaction.discard();
      call.reply().error(ErrorCode.EXECABORT, "Transaction discarded because of previous errors.");
    } else {
      call.deferCompletion();
      transaction.exec(call);
    }
  }

  private static void discard(EngineCall call) {
    ClientSession session = Sessions.require(call);
    if (session == null) {
      return;
    }
    if (!session.transaction().isOpen()) {
      call.reply().error("DISCARD without MULTI");
      return;
    }
    session.transaction().discard();
    call.reply().ok();
  }

  /** On the lane of the keys: what changes them from here on is noticed. */
  private static void watch(EngineCall call, Keyspace keyspace) {
    ClientSession session = Sessions.require(call);
    if (session == null) {
      return;
    }
    Transaction transaction = session.transaction();
    if (transaction.isOpen()) {
      call.reply().error("WATCH inside MULTI is not allowed");
      return;
    }
    for (int i = 1; i < call.argumentCount(); i++) {
      keyspace.watch(call.key(i), transaction.watchToken());
    }
    transaction.watched(call);
    call.reply().ok();
  }

  private static void unwatch(EngineCall call) {
    ClientSession session = Sessions.require(call);
    if (session != null) {
      session.transaction().unwatch();
      call.reply().ok();
    }
  }
}
