package io.ember.cluster.admin;

import io.ember.cluster.session.Authenticator;
import io.ember.cluster.session.ClientSession;
import io.ember.cluster.session.SessionFigures;
import io.ember.cluster.session.SessionState;
import io.ember.cluster.session.Subscriptions;
import io.ember.cluster.session.Subscriptions.Kind;

/**
 * The line of a connection in CLIENT LIST, with the fields of Redis 7.2 in their order. Fields
 * about memory that this server does not account for by connection are 0.
 */
final class ClientLine {
  private static final int MS_PER_SECOND = 1000;

  private ClientLine() {}

  /** {@return the line, without a line break} */
  static String of(ClientSession session, long nowMs) {
    SessionFigures figures = session.figures();
    SessionState state = session.state();
    Subscriptions subscriptions = state.subscriptions();
    long unsent = figures.unsentBytes();
    StringBuilder line = new StringBuilder(256);
    field(line, "id", session.id());
    field(line, "addr", figures.remoteAddress());
    field(line, "laddr", figures.localAddress());
    field(line, "fd", figures.fileDescriptor());
    field(line, "name", state.name());
    field(line, "age", seconds(nowMs - figures.createdAtMs()));
    field(line, "idle", seconds(nowMs - figures.lastActiveAtMs()));
    field(line, "flags", flags(session));
    field(line, "db", 0);
    field(line, "sub", subscriptions.count(Kind.CHANNEL));
    field(line, "psub", subscriptions.count(Kind.PATTERN));
    field(line, "ssub", subscriptions.count(Kind.SHARD));
    field(line, "multi", figures.queuedCommands());
    field(line, "qbuf", figures.undecodedBytes());
    field(line, "qbuf-free", 0);
    field(line, "argv-mem", 0);
    field(line, "multi-mem", 0);
    field(line, "rbs", 0);
    field(line, "rbp", 0);
    field(line, "obl", unsent);
    field(line, "oll", 0);
    field(line, "omem", unsent);
    field(line, "tot-mem", unsent + figures.undecodedBytes());
    field(line, "events", "r");
    field(line, "cmd", figures.lastCommand());
    field(line, "user", Authenticator.DEFAULT_USER);
    field(line, "redir", -1);
    field(line, "resp", state.protocol());
    field(line, "lib-name", state.libraryName());
    field(line, "lib-ver", state.libraryVersion());
    line.setLength(line.length() - 1);
    return line.toString();
  }

  private static void field(StringBuilder line, String name, Object value) {
    line.append(name).append('=').append(value).append(' ');
  }

  private static long seconds(long ms) {
    // Two clocks read at two moments may disagree by a little; nobody is older than his future.
    return Math.max(0, ms / MS_PER_SECOND);
  }

  private static String flags(ClientSession session) {
    SessionState state = session.state();
    StringBuilder flags = new StringBuilder();
    if (state.subscriptions().count() > 0) {
      flags.append('P');
    }
    if (session.figures().queuedCommands() >= 0) {
      flags.append('x');
    }
    if (state.readOnly()) {
      flags.append('r');
    }
    if (state.noEvict()) {
      flags.append('e');
    }
    if (state.noTouch()) {
      flags.append('T');
    }
    return flags.isEmpty() ? "N" : flags.toString();
  }
}
