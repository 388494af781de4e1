package io.ember.cluster.pubsub;

import io.ember.cluster.session.ClientSession;
import io.ember.engine.Reply;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * Who is subscribed to which names, for one kind of subscription. A name is there as long as it has
 * a subscriber. Any thread; a subscription and its end are one step for whoever looks.
 */
final class ChannelTable {
  private final ConcurrentMap<Reply.Bulk, Set<ClientSession>> subscribers =
      new ConcurrentHashMap<>();

  void add(Reply.Bulk name, ClientSession session) {
    subscribers.compute(
        name,
        (key, old) -> {
          Set<ClientSession> sessions = old == null ? ConcurrentHashMap.newKeySet() : old;
          sessions.add(session);
          return sessions;
        });
  }

  void remove(Reply.Bulk name, ClientSession session) {
    subscribers.computeIfPresent(
        name,
        (key, sessions) -> {
          sessions.remove(session);
          return sessions.isEmpty() ? null : sessions;
        });
  }

  /** {@return the sessions that are subscribed to the name, a live view} */
  Collection<ClientSession> of(Reply.Bulk name) {
    return subscribers.getOrDefault(name, Set.of());
  }

  /** {@return all names with their sessions, a live view} */
  Map<Reply.Bulk, Set<ClientSession>> all() {
    return subscribers;
  }

  int nameCount() {
    return subscribers.size();
  }
}
