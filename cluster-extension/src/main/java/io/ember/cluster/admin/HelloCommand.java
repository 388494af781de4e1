package io.ember.cluster.admin;

import io.ember.cluster.session.ClientSession;
import io.ember.cluster.session.Sessions;
import io.ember.engine.EngineCall;
import io.ember.engine.ErrorCode;
import io.ember.engine.ReplySink;
import io.ember.engine.command.CommandTable;
import java.nio.charset.StandardCharsets;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** HELLO: chooses the protocol, authenticates and names the connection, all or nothing. */
final class HelloCommand {
  /** The version of Redis whose behaviour this is, which clients decide by. */
  static final String REDIS_VERSION = "7.2.0";

  private static final String MUST_AUTHENTICATE =
      "HELLO must be called with the client already authenticated, otherwise the HELLO <proto> AUTH"
          + " <user> <pass> option can be used to authenticate the client and select the RESP"
          + " protocol version at the same time";

  private final NodeServicesRef services;

  HelloCommand(NodeServicesRef services) {
    this.services = services;
  }

  void register(CommandTable.Builder table) {
    table.add(
        ConnectionCommands.handshake("hello", -1)
            .doc("connection", "6.0.0", "O(1)", "Handshake with Redis")
            .onCaller(this::hello));
  }

  /** What the arguments ask for. */
  private record Wish(
      int protocol, @Nullable String user, byte @Nullable [] password, @Nullable String name) {}

  private void hello(EngineCall call) {
    ClientSession session = Sessions.require(call);
    if (session == null) {
      return;
    }
    Wish wish = parse(call, session.state().protocol());
    if (wish == null) {
      return;
    }
    if (wish.user != null && wish.password != null) {
      if (!services.get().authenticator().accepts(wish.user, wish.password)) {
        call.reply().error(ErrorCode.WRONGPASS, ConnectionCommands.WRONG_PASSWORD);
        return;
      }
      session.state().setAuthenticated(true);
    }
    if (!session.state().authenticated()) {
      call.reply().error(ErrorCode.NOAUTH, MUST_AUTHENTICATE);
      return;
    }
    if (wish.name != null) {
      session.state().setName(wish.name);
    }
    session.state().setProtocol(wish.protocol);
    call.reply().changeProtocol(wish.protocol);
    describe(call.reply(), session);
  }

  /** {@return the wish, or null after an error was answered} */
  private static @Nullable Wish parse(EngineCall call, int currentProtocol) {
    int protocol = currentProtocol;
    if (call.argumentCount() > 1) {
      OptionalLong version = Arguments.integer(call, 1);
      if (version.isEmpty()) {
        call.reply().error("Protocol version is not an integer or out of range");
        return null;
      }
      if (version.getAsLong() != 2 && version.getAsLong() != 3) {
        call.reply().error(ErrorCode.NOPROTO, "unsupported protocol version");
        return null;
      }
      protocol = (int) version.getAsLong();
    }
    String user = null;
    byte[] password = null;
    String name = null;
    int i = 2;
    while (i < call.argumentCount()) {
      int following = call.argumentCount() - 1 - i;
      if (call.argumentIs(i, "AUTH") && following >= 2) {
        user = call.argumentText(i + 1);
        password = call.argumentBytes(i + 2);
        i += 3;
      } else if (call.argumentIs(i, "SETNAME") && following >= 1) {
        byte[] wanted = call.argumentBytes(i + 1);
        if (!Arguments.isPrintableWord(wanted)) {
          call.reply().error(ClientCommands.BAD_NAME);
          return null;
        }
        name = new String(wanted, StandardCharsets.US_ASCII);
        i += 2;
      } else {
        call.reply().error("Syntax error in HELLO option '" + call.argumentQuoted(i) + "'");
        return null;
      }
    }
    return new Wish(protocol, user, password, name);
  }

  private void describe(ReplySink reply, ClientSession session) {
    NodeServices node = services.get();
    reply.map(7);
    reply.bulk("server");
    reply.bulk("redis");
    reply.bulk("version");
    reply.bulk(REDIS_VERSION);
    reply.bulk("proto");
    reply.integer(session.state().protocol());
    reply.bulk("id");
    reply.integer(session.id());
    reply.bulk("mode");
    reply.bulk(node.clusterEnabled() ? "cluster" : "standalone");
    reply.bulk("role");
    reply.bulk("master");
    reply.bulk("modules");
    reply.array(0);
  }
}
