package io.ember.cluster.admin;

import io.ember.cluster.session.Authenticator;
import io.ember.cluster.session.ClientSession;
import io.ember.engine.EngineCall;
import io.ember.engine.command.CommandErrors;
import io.ember.engine.command.CommandSpec;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** CLIENT KILL, in its old form, an address, and its new one, filters that must all hold. */
final class ClientKillCommand {
  private final NodeServicesRef services;

  ClientKillCommand(NodeServicesRef services) {
    this.services = services;
  }

  CommandSpec spec() {
    return ClientCommands.admin("kill", -3, "2.4.0", "Kill the connection of a client")
        .doc(
            "connection",
            "2.4.0",
            "O(N) where N is the number of client connections",
            "Kill the connection of a client")
        .onCaller(this::kill);
  }

  private void kill(EngineCall call) {
    if (call.argumentCount() == 3) {
      String address = call.argumentText(2);
      int killed = close(call, session -> session.figures().remoteAddress().equals(address), false);
      if (killed == 0) {
        call.reply().error("No such client");
      } else {
        call.reply().ok();
      }
      return;
    }
    Filter filter = new Filter();
    for (int i = 2; i < call.argumentCount(); i += 2) {
      String error = i + 1 < call.argumentCount() ? filter.add(call, i) : CommandErrors.SYNTAX;
      if (error != null) {
        call.reply().error(error);
        return;
      }
    }
    call.reply().integer(close(call, filter.wanted, filter.skipsCaller));
  }

  private int close(EngineCall call, Predicate<ClientSession> wanted, boolean skipsCaller) {
    List<ClientSession> victims =
        services.get().sessions().all().stream()
            .filter(session -> wanted.test(session) && !(skipsCaller && isCaller(call, session)))
            .toList();
    for (ClientSession victim : victims) {
      if (isCaller(call, victim)) {
        victim.closeAfterReply();
      } else {
        victim.close();
      }
    }
    return victims.size();
  }

  private static boolean isCaller(EngineCall call, ClientSession session) {
    return call.caller().id() == session.id() && !call.caller().isEmbedded();
  }

  /** The filters of the new form, as they are read. */
  private static final class Filter {
    private Predicate<ClientSession> wanted = session -> true;
    private boolean skipsCaller = true;

    /** Adds the option at {@code i} with its value. {@return what is wrong with it, or null} */
    @Nullable String add(EngineCall call, int i) {
      String value = call.argumentQuoted(i + 1);
      if (call.argumentIs(i, "ID")) {
        OptionalLong id = Arguments.integer(call, i + 1);
        if (id.isEmpty() || id.getAsLong() < 1) {
          return "client-id should be greater than 0";
        }
        wanted = wanted.and(session -> session.id() == id.getAsLong());
      } else if (call.argumentIs(i, "TYPE")) {
        ClientType type = ClientType.parse(value);
        if (type == null) {
          return ClientType.unknown(value);
        }
        wanted = wanted.and(session -> ClientType.of(session) == type);
      } else if (call.argumentIs(i, "ADDR")) {
        wanted = wanted.and(session -> session.figures().remoteAddress().equals(value));
      } else if (call.argumentIs(i, "LADDR")) {
        wanted = wanted.and(session -> session.figures().localAddress().equals(value));
      } else if (call.argumentIs(i, "USER")) {
        if (!call.argumentText(i + 1).equals(Authenticator.DEFAULT_USER)) {
          return "No such user '" + value + "'";
        }
        wanted = wanted.and(session -> session.state().authenticated());
      } else if (call.argumentIs(i, "SKIPME")) {
        return addSkipMe(call, i + 1);
      } else {
        return CommandErrors.SYNTAX;
      }
      return null;
    }

    private @Nullable String addSkipMe(EngineCall call, int i) {
      boolean yes = call.argumentIs(i, "YES");
      if (!yes && !call.argumentIs(i, "NO")) {
        return CommandErrors.SYNTAX;
      }
      skipsCaller = yes;
      return null;
    }
  }
}
