package io.ember.cluster.admin;

import static io.ember.engine.command.CommandFlag.ADMIN;
import static io.ember.engine.command.CommandFlag.LOADING;
import static io.ember.engine.command.CommandFlag.NOSCRIPT;
import static io.ember.engine.command.CommandFlag.STALE;

import io.ember.cluster.config.ReplicationConfig.Acks;
import io.ember.cluster.session.ClientSession;
import io.ember.cluster.session.ReplyMode;
import io.ember.cluster.session.Sessions;
import io.ember.engine.EngineCall;
import io.ember.engine.command.CommandErrors;
import io.ember.engine.command.CommandHandler;
import io.ember.engine.command.CommandSpec;
import io.ember.engine.command.CommandTable;
import java.nio.charset.StandardCharsets;
import java.util.function.BiConsumer;

/** CLIENT: what a connection says of itself, and asks of itself. Others follow in their classes. */
final class ClientCommands {
  static final String BAD_NAME =
      "Client names cannot contain spaces, newlines or special characters.";

  private static final String GROUP = "connection";

  private final NodeServicesRef services;

  ClientCommands(NodeServicesRef services) {
    this.services = services;
  }

  void register(CommandTable.Builder table) {
    ClientListCommand list = new ClientListCommand(services);
    ClientKillCommand kill = new ClientKillCommand(services);
    ClientPauseCommands pause = new ClientPauseCommands(services);
    table.add(
        CommandSpec.named("client", -2)
            .doc(
                GROUP,
                "2.4.0",
                "Depends on subcommand.",
                "A container for client connection commands")
            .subcommands(
                own("acks", 3, "0.1.0", "Chooses what writes of the connection wait for")
                    .onCaller(withSession(ClientCommands::acks)),
                own("getname", 2, "2.6.9", "Get the current connection name")
                    .onCaller(withSession(ClientCommands::getName)),
                own(
                        "getredir",
                        2,
                        "6.0.0",
                        "Get tracking notifications redirection client ID if any")
                    .onCaller(withSession((call, session) -> call.reply().integer(-1))),
                CommandSpec.named("client|help", 2, LOADING, STALE)
                    .doc(
                        GROUP, "5.0.0", "O(1)", "Show helpful text about the different subcommands")
                    .categories(GROUP)
                    .onCaller(ClientHelp.HELP),
                own("id", 2, "5.0.0", "Returns the client ID for the current connection")
                    .onCaller(withSession((call, session) -> call.reply().integer(session.id()))),
                list.infoSpec(),
                kill.spec(),
                list.listSpec(),
                admin("no-evict", 3, "7.0.0", "Set client eviction mode for the current connection")
                    .onCaller(flag((session, on) -> session.state().setNoEvict(on))),
                own(
                        "no-touch",
                        3,
                        "7.2.0",
                        "Controls whether commands sent by the client affect the LRU/LFU of accessed"
                            + " keys")
                    .onCaller(flag((session, on) -> session.state().setNoTouch(on))),
                pause.pauseSpec(),
                own("reply", 3, "3.2.0", "Instruct the server whether to reply to commands")
                    .onCaller(withSession(ClientCommands::reply)),
                own("setinfo", 4, "7.2.0", "Sets information specific to the client or connection")
                    .tips("request_policy:all_nodes", "response_policy:all_succeeded")
                    .onCaller(withSession(ClientCommands::setInfo)),
                own("setname", 3, "2.6.9", "Set the current connection name")
                    .onCaller(withSession(ClientCommands::setName)),
                own(
                        "trackinginfo",
                        2,
                        "6.2.0",
                        "Return information about server assisted client side caching for the"
                            + " current connection")
                    .onCaller(withSession((call, session) -> trackingInfo(call))),
                pause.unblockSpec(),
                pause.unpauseSpec())
            .container());
  }

  static CommandSpec.Builder own(String name, int arity, String since, String summary) {
    return CommandSpec.named("client|" + name, arity, NOSCRIPT, LOADING, STALE)
        .doc(GROUP, since, "O(1)", summary)
        .categories(GROUP);
  }

  static CommandSpec.Builder admin(String name, int arity, String since, String summary) {
    return CommandSpec.named("client|" + name, arity, ADMIN, NOSCRIPT, LOADING, STALE)
        .doc(GROUP, since, "O(1)", summary)
        .categories(GROUP);
  }

  private static CommandHandler.OnCaller withSession(
      BiConsumer<EngineCall, ClientSession> handler) {
    return call -> {
      ClientSession session = Sessions.require(call);
      if (session != null) {
        handler.accept(call, session);
      }
    };
  }

  private static CommandHandler.OnCaller flag(BiConsumer<ClientSession, Boolean> setter) {
    return withSession(
        (call, session) -> {
          boolean on = call.argumentIs(2, "ON");
          if (!on && !call.argumentIs(2, "OFF")) {
            call.reply().error(CommandErrors.SYNTAX);
            return;
          }
          setter.accept(session, on);
          call.reply().ok();
        });
  }

  private static void acks(EngineCall call, ClientSession session) {
    if (call.argumentIs(2, "IN-SYNC")) {
      session.state().setAcks(Acks.IN_SYNC);
    } else if (call.argumentIs(2, "ASYNC")) {
      session.state().setAcks(Acks.ASYNC);
    } else if (call.argumentIs(2, "DEFAULT")) {
      session.state().setAcks(null);
    } else {
      call.reply().error(CommandErrors.SYNTAX);
      return;
    }
    call.reply().ok();
  }

  private static void getName(EngineCall call, ClientSession session) {
    String name = session.state().name();
    if (name.isEmpty()) {
      call.reply().nil();
    } else {
      call.reply().bulk(name);
    }
  }

  private static void setName(EngineCall call, ClientSession session) {
    byte[] name = call.argumentBytes(2);
    if (!Arguments.isPrintableWord(name)) {
      call.reply().error(BAD_NAME);
      return;
    }
    session.state().setName(new String(name, StandardCharsets.US_ASCII));
    call.reply().ok();
  }

  private static void setInfo(EngineCall call, ClientSession session) {
    boolean name = call.argumentIs(2, "LIB-NAME");
    if (!name && !call.argumentIs(2, "LIB-VER")) {
      call.reply().error("Unrecognized option '" + call.argumentQuoted(2) + "'");
      return;
    }
    byte[] bytes = call.argumentBytes(3);
    if (!Arguments.isPrintableWord(bytes)) {
      call.reply()
          .error(
              call.argumentQuoted(2) + " cannot contain spaces, newlines or special characters.");
      return;
    }
    String value = new String(bytes, StandardCharsets.US_ASCII);
    if (name) {
      session.state().setLibraryName(value);
    } else {
      session.state().setLibraryVersion(value);
    }
    call.reply().ok();
  }

  private static void reply(EngineCall call, ClientSession session) {
    if (call.argumentIs(2, "ON")) {
      session.setReplyMode(ReplyMode.ON);
      call.reply().ok();
    } else if (call.argumentIs(2, "OFF")) {
      session.setReplyMode(ReplyMode.OFF);
    } else if (call.argumentIs(2, "SKIP")) {
      session.setReplyMode(ReplyMode.SKIP);
    } else {
      call.reply().error(CommandErrors.SYNTAX);
    }
  }

  /** Nothing is tracked: client side caching is not offered. */
  private static void trackingInfo(EngineCall call) {
    call.reply().map(3);
    call.reply().bulk("flags");
    call.reply().set(1);
    call.reply().bulk("off");
    call.reply().bulk("redirect");
    call.reply().integer(-1);
    call.reply().bulk("prefixes");
    call.reply().array(0);
  }
}
