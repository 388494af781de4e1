package io.ember.cluster.bus;

import io.ember.cluster.model.NodeId;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * The connections that others opened: those that are not proved yet, bounded in number and time,
 * and those of each node. Owner thread: bus loop.
 */
final class InboundBook {
  /** Most connections that are not proved; the oldest makes room, so that newcomers always can. */
  static final int MAX_HALF_OPEN = 128;

  /** How long a connection may take to be proved. */
  static final long HALF_OPEN_MS = 2_000;

  /** Most connections of one node; the oldest makes room. */
  static final int MAX_PER_NODE = 16;

  /** Nothing was heard for so long: the other side, which closes idle ones sooner, is gone. */
  private static final long SILENT_NS = TimeUnit.SECONDS.toNanos(90);

  private final BusContext context;
  private final Watcher watcher;
  private final Set<InboundConnection> halfOpen = new LinkedHashSet<>();
  private final Map<NodeId, Deque<InboundConnection>> byNode = new HashMap<>();

  /** Who wants to know. */
  interface Watcher {
    /** A node proved itself, so it can be reached, or could a moment ago. */
    void onReachable(NodeId node);

    /** A connection of a node ended without a word: it may be gone. */
    void onLost(NodeId node);
  }

  InboundBook(BusContext context, Watcher watcher) {
    this.context = context;
    this.watcher = watcher;
  }

  /** {@return what handles a connection that was accepted} */
  InboundConnection accept() {
    InboundConnection connection = new InboundConnection(context, this);
    if (halfOpen.size() == MAX_HALF_OPEN) {
      InboundConnection oldest = halfOpen.iterator().next();
      halfOpen.remove(oldest);
      oldest.refuse(Refusal.HALF_OPEN_EVICTED, "made room for a new connection");
    }
    halfOpen.add(connection);
    return connection;
  }

  int halfOpenCount() {
    return halfOpen.size();
  }

  void proved(InboundConnection connection, Session session, boolean newRun) {
    halfOpen.remove(connection);
    NodeId node = session.peer().nodeId();
    if (newRun) {
      close(node); // what an earlier run opened
    }
    Deque<InboundConnection> all = byNode.computeIfAbsent(node, id -> new ArrayDeque<>());
    all.addLast(connection);
    if (all.size() > MAX_PER_NODE) {
      all.removeFirst().close();
    }
    watcher.onReachable(node);
  }

  void closed(InboundConnection connection) {
    halfOpen.remove(connection);
    Session session = connection.session();
    if (session == null) {
      return;
    }
    NodeId node = session.peer().nodeId();
    Deque<InboundConnection> all = byNode.get(node);
    // One that was taken out before was closed by this node.
    if (all != null && all.remove(connection)) {
      if (all.isEmpty()) {
        byNode.remove(node);
      }
      if (!connection.isOrderly() && !session.strangers()) {
        watcher.onLost(node);
      }
    }
  }

  /** Closes the connections of a node. */
  void close(NodeId node) {
    Deque<InboundConnection> all = byNode.remove(node);
    if (all != null) {
      all.forEach(BusConnection::close);
    }
  }

  /** Closes all. */
  void closeAll() {
    List<NodeId> nodes = new ArrayList<>(byNode.keySet());
    nodes.forEach(this::close);
    List<InboundConnection> unproved = new ArrayList<>(halfOpen);
    halfOpen.clear();
    unproved.forEach(BusConnection::close);
  }

  /** Looks for connections whose time is over. */
  void sweep(long nowNs) {
    for (InboundConnection connection : List.copyOf(halfOpen)) {
      if (nowNs - connection.openedNs() < TimeUnit.MILLISECONDS.toNanos(HALF_OPEN_MS)) {
        break; // the others are younger
      }
      halfOpen.remove(connection);
      connection.refuse(
          Refusal.HALF_OPEN_TIMEOUT, "did not prove itself within " + HALF_OPEN_MS + " ms");
    }
    for (Deque<InboundConnection> all : List.copyOf(byNode.values())) {
      for (InboundConnection connection : List.copyOf(all)) {
        if (nowNs - connection.heardNs() > SILENT_NS) {
          connection.refuse(Refusal.SILENT, "said nothing for " + SILENT_NS + " ns");
        }
      }
    }
  }
}
