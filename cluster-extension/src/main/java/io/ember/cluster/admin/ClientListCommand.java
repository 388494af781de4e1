package io.ember.cluster.admin;

import io.ember.cluster.session.ClientSession;
import io.ember.cluster.session.Sessions;
import io.ember.engine.EngineCall;
import io.ember.engine.command.CommandErrors;
import io.ember.engine.command.CommandSpec;
import java.util.Comparator;
import java.util.HashSet;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** CLIENT LIST and CLIENT INFO. */
final class ClientListCommand {
  private final NodeServicesRef services;

  ClientListCommand(NodeServicesRef services) {
    this.services = services;
  }

  CommandSpec listSpec() {
    return ClientCommands.admin("list", -2, "2.4.0", "Get the list of client connections")
        .doc(
            "connection",
            "2.4.0",
            "O(N) where N is the number of client connections",
            "Get the list of client connections")
        .tips("nondeterministic_output")
        .onCaller(this::list);
  }

  CommandSpec infoSpec() {
    return ClientCommands.own(
            "info", 2, "6.2.0", "Returns information about the current client connection.")
        .tips("nondeterministic_output")
        .onCaller(ClientListCommand::info);
  }

  private static void info(EngineCall call) {
    ClientSession session = Sessions.require(call);
    if (session != null) {
      call.reply().verbatim("txt", ClientLine.of(session, System.currentTimeMillis()) + "\n");
    }
  }

  private void list(EngineCall call) {
    Predicate<ClientSession> wanted = filter(call);
    if (wanted == null) {
      return;
    }
    long nowMs = System.currentTimeMillis();
    StringBuilder lines = new StringBuilder();
    services.get().sessions().all().stream()
        .filter(wanted)
        .sorted(Comparator.comparingLong(ClientSession::id))
        .forEach(session -> lines.append(ClientLine.of(session, nowMs)).append('\n'));
    call.reply().verbatim("txt", lines.toString());
  }

  /** {@return which sessions are wanted, or null after an error was answered} */
  private static @Nullable Predicate<ClientSession> filter(EngineCall call) {
    if (call.argumentCount() == 2) {
      return session -> true;
    }
    if (call.argumentCount() == 4 && call.argumentIs(2, "TYPE")) {
      ClientType type = ClientType.parse(call.argumentText(3));
      if (type == null) {
        call.reply().error(ClientType.unknown(call.argumentQuoted(3)));
        return null;
      }
      return session -> ClientType.of(session) == type;
    }
    if (call.argumentCount() > 3 && call.argumentIs(2, "ID")) {
      return byIds(call);
    }
    call.reply().error(CommandErrors.SYNTAX);
    return null;
  }

  private static @Nullable Predicate<ClientSession> byIds(EngineCall call) {
    Set<Long> ids = new HashSet<>();
    for (int i = 3; i < call.argumentCount(); i++) {
      OptionalLong id = Arguments.integer(call, i);
      if (id.isEmpty()) {
        call.reply().error("Invalid client ID");
        return null;
      }
      ids.add(id.getAsLong());
    }
    return session -> ids.contains(session.id());
  }
}
