package io.ember.cluster.admin;

import static io.ember.engine.command.CommandFlag.ALLOW_BUSY;
import static io.ember.engine.command.CommandFlag.FAST;
import static io.ember.engine.command.CommandFlag.LOADING;
import static io.ember.engine.command.CommandFlag.NOSCRIPT;
import static io.ember.engine.command.CommandFlag.NO_AUTH;
import static io.ember.engine.command.CommandFlag.STALE;

import io.ember.cluster.session.Authenticator;
import io.ember.cluster.session.ClientSession;
import io.ember.cluster.session.ReplyMode;
import io.ember.cluster.session.Sessions;
import io.ember.engine.EngineCall;
import io.ember.engine.ErrorCode;
import io.ember.engine.command.CommandErrors;
import io.ember.engine.command.CommandSpec;
import io.ember.engine.command.CommandTable;
import java.util.OptionalLong;

/** PING ECHO AUTH SELECT QUIT RESET, and the modes of a connection to a cluster. */
final class ConnectionCommands {
  static final String WRONG_PASSWORD = "invalid username-password pair or user is disabled.";

  private static final String GROUP = "connection";
  private static final String NO_PASSWORD_SET =
      "AUTH <password> called without any password configured for the default user. Are you sure"
          + " your configuration is correct?";

  private final NodeServicesRef services;

  ConnectionCommands(NodeServicesRef services) {
    this.services = services;
  }

  void register(CommandTable.Builder table) {
    table.add(
        CommandSpec.named("ping", -1, FAST)
            .doc(GROUP, "1.0.0", "O(1)", "Ping the server")
            .categories(GROUP)
            .tips("request_policy:all_shards", "response_policy:all_succeeded")
            .onCaller(ConnectionCommands::ping));
    table.add(
        CommandSpec.named("echo", 2, LOADING, STALE, FAST)
            .doc(GROUP, "1.0.0", "O(1)", "Echo the given string")
            .categories(GROUP)
            .onCaller(call -> Arguments.echo(call, 1)));
    table.add(
        handshake("auth", -2)
            .doc(
                GROUP,
                "1.0.0",
                "O(N) where N is the number of passwords defined for the user",
                "Authenticate to the server")
            .onCaller(this::auth));
    table.add(
        CommandSpec.named("select", 2, LOADING, STALE, FAST)
            .doc(GROUP, "1.0.0", "O(1)", "Change the selected database for the current connection")
            .categories(GROUP)
            .onCaller(this::select));
    table.add(
        handshake("quit", -1)
            .doc(GROUP, "1.0.0", "O(1)", "Close the connection")
            .onCaller(ConnectionCommands::quit));
    table.add(
        handshake("reset", 1)
            .doc(GROUP, "6.2.0", "O(1)", "Reset the connection")
            .onCaller(this::reset));
    registerClusterModes(table);
  }

  private void registerClusterModes(CommandTable.Builder table) {
    table.add(
        CommandSpec.named("readonly", 1, LOADING, STALE, FAST)
            .doc(
                "cluster",
                "3.0.0",
                "O(1)",
                "Enables read queries for a connection to a cluster replica node")
            .categories(GROUP)
            .onCaller(call -> setReadOnly(call, true)));
    table.add(
        CommandSpec.named("readwrite", 1, LOADING, STALE, FAST)
            .doc(
                "cluster",
                "3.0.0",
                "O(1)",
                "Disables read queries for a connection to a cluster replica node")
            .categories(GROUP)
            .onCaller(call -> setReadOnly(call, false)));
    table.add(
        CommandSpec.named("asking", 1, FAST)
            .doc("cluster", "3.0.0", "O(1)", "Sent by cluster clients after an -ASK redirect")
            .categories(GROUP)
            .onCaller(this::asking));
  }

  static CommandSpec.Builder handshake(String name, int arity) {
    return CommandSpec.named(name, arity, NOSCRIPT, LOADING, STALE, FAST, NO_AUTH, ALLOW_BUSY)
        .categories(GROUP);
  }

  private static void ping(EngineCall call) {
    if (call.argumentCount() > 2) {
      call.reply().error(CommandErrors.wrongArity(call.command()));
      return;
    }
    ClientSession session = Sessions.of(call);
    if (session != null && session.state().isSubscriberOnly()) {
      call.reply().array(2);
      call.reply().bulk("pong");
      if (call.argumentCount() == 2) {
        Arguments.echo(call, 1);
      } else {
        call.reply().bulk("");
      }
    } else if (call.argumentCount() == 2) {
      Arguments.echo(call, 1);
    } else {
      call.reply().simple("PONG");
    }
  }

  private void auth(EngineCall call) {
    ClientSession session = Sessions.require(call);
    if (session == null) {
      return;
    }
    if (call.argumentCount() > 3) {
      call.reply().error(CommandErrors.SYNTAX);
      return;
    }
    boolean namesUser = call.argumentCount() == 3;
    Authenticator authenticator = services.get().authenticator();
    if (!namesUser && !authenticator.isPasswordRequired()) {
      call.reply().error(NO_PASSWORD_SET);
      return;
    }
    String user = namesUser ? call.argumentText(1) : Authenticator.DEFAULT_USER;
    if (authenticator.accepts(user, call.argumentBytes(namesUser ? 2 : 1))) {
      session.state().setAuthenticated(true);
      call.reply().ok();
    } else {
      call.reply().error(ErrorCode.WRONGPASS, WRONG_PASSWORD);
    }
  }

  /** There is one database: clusters have no others, and nothing would keep them apart. */
  private void select(EngineCall call) {
    OptionalLong index = Arguments.integerOrError(call, 1);
    if (index.isEmpty()) {
      return;
    }
    if (index.getAsLong() == 0) {
      call.reply().ok();
    } else if (index.getAsLong() != (int) index.getAsLong()) {
      call.reply().error(CommandErrors.outOfRange(Integer.MIN_VALUE, Integer.MAX_VALUE));
    } else if (services.get().clusterEnabled()) {
      call.reply().error("SELECT is not allowed in cluster mode");
    } else {
      call.reply().error("DB index is out of range");
    }
  }

  private static void quit(EngineCall call) {
    call.reply().ok();
    ClientSession session = Sessions.of(call);
    if (session != null) {
      session.closeAfterReply();
    }
  }

  private void reset(EngineCall call) {
    ClientSession session = Sessions.require(call);
    if (session == null) {
      return;
    }
    NodeServices node = services.get();
    session.transaction().discard();
    node.channels().unsubscribeAll(session);
    session.state().reset(!node.authenticator().isPasswordRequired());
    session.setReplyMode(ReplyMode.ON);
    call.reply().simple("RESET");
  }

  private void setReadOnly(EngineCall call, boolean readOnly) {
    ClientSession session = requireInCluster(call);
    if (session != null) {
      session.state().setReadOnly(readOnly);
      call.reply().ok();
    }
  }

  private void asking(EngineCall call) {
    ClientSession session = requireInCluster(call);
    if (session != null) {
      session.state().setAsking();
      call.reply().ok();
    }
  }

  private @org.jspecify.annotations.Nullable ClientSession requireInCluster(EngineCall call) {
    if (!services.get().clusterEnabled()) {
      call.reply().error(ClusterCommands.DISABLED);
      return null;
    }
    return Sessions.require(call);
  }
}
