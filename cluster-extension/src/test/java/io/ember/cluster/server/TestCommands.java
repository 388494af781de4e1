package io.ember.cluster.server;

import io.ember.cluster.session.ClientSession;
import io.ember.cluster.session.ReplyMode;
import io.ember.cluster.session.Transaction;
import io.ember.engine.Bytes;
import io.ember.engine.EngineCall;
import io.ember.engine.command.CommandFlag;
import io.ember.engine.command.CommandSpec;
import io.ember.engine.command.CommandTable;

/** The least of the commands of a connection that tests of the endpoint need. */
final class TestCommands {
  private TestCommands() {}

  static void register(CommandTable.Builder table) {
    table.add(CommandSpec.named("ping", -1, CommandFlag.FAST).onCaller(TestCommands::ping));
    table.add(
        CommandSpec.named("auth", -2, CommandFlag.NO_AUTH)
            .onCaller(
                call -> {
                  session(call).state().setAuthenticated(true);
                  call.reply().ok();
                }));
    table.add(
        CommandSpec.named("quit", -1, CommandFlag.NO_AUTH)
            .onCaller(
                call -> {
                  call.reply().ok();
                  session(call).closeAfterReply();
                }));
    table.add(
        CommandSpec.named("hello", -1, CommandFlag.NO_AUTH)
            .onCaller(
                call -> {
                  session(call).state().setProtocol(call.argumentIs(1, "3") ? 3 : 2);
                  call.reply().ok();
                }));
    table.add(
        CommandSpec.named("replies", 2)
            .onCaller(
                call -> {
                  session(call)
                      .setReplyMode(
                          ReplyMode.valueOf(
                              call.argumentText(1).toUpperCase(java.util.Locale.ROOT)));
                  call.reply().ok();
                }));
    registerTransactions(table);
  }

  private static void registerTransactions(CommandTable.Builder table) {
    table.add(
        CommandSpec.named("multi", 1, CommandFlag.NO_MULTI)
            .onCaller(
                call -> {
                  session(call).transaction().open();
                  call.reply().ok();
                }));
    table.add(
        CommandSpec.named("discard", 1)
            .onCaller(
                call -> {
                  session(call).transaction().discard();
                  call.reply().ok();
                }));
    table.add(CommandSpec.named("exec", 1).onCaller(TestCommands::exec));
    table.add(
        CommandSpec.named("watch", -2)
            .keys(1, -1, 1)
            .onSlot(
                (call, keyspace) -> {
                  Transaction transaction = session(call).transaction();
                  for (int i = 1; i < call.argumentCount(); i++) {
                    keyspace.watch(call.key(i), transaction.watchToken());
                  }
                  transaction.watched(call);
                  call.reply().ok();
                }));
  }

  private static void exec(EngineCall call) {
    Transaction transaction = session(call).transaction();
    if (!transaction.isOpen()) {
      call.reply().error("EXEC without MULTI");
    } else if (transaction.isFailed()) {
      transaction.discard();
      call.reply()
          .error(
              io.ember.engine.ErrorCode.EXECABORT,
              "Transaction discarded because of previous errors.");
    } else {
      call.deferCompletion();
      transaction.exec(call);
    }
  }

  private static void ping(EngineCall call) {
    if (call.argumentCount() > 1) {
      call.reply().bulk(call.argument(1, new Bytes()));
    } else {
      call.reply().simple("PONG");
    }
  }

  static ClientSession session(EngineCall call) {
    return (ClientSession) call.caller();
  }
}
