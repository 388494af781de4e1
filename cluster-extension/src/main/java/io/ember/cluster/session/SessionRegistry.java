package io.ember.cluster.session;

import java.util.Collection;
import java.util.Collections;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * All connections of a node. The server adds and removes them; commands look at them. Any thread.
 */
public final class SessionRegistry {
  private final ConcurrentMap<Long, ClientSession> byId = new ConcurrentHashMap<>();
  private final ServerSettings settings;
  private final AtomicLong lastId = new AtomicLong();
  private final LongAdder accepted = new LongAdder();
  private final LongAdder rejected = new LongAdder();

  public SessionRegistry(ServerSettings settings) {
    this.settings = settings;
  }

  /** {@return a number for the next session; never the same twice} */
  public long nextId() {
    return lastId.incrementAndGet();
  }

  /**
   * Adds a new session, unless there are as many as allowed.
   *
   * @return false if it is to be told so and closed
   */
  public boolean add(ClientSession session) {
    accepted.increment();
    if (byId.size() >= settings.maxClients()) {
      rejected.increment();
      return false;
    }
    byId.put(session.id(), session);
    return true;
  }

  /** Removes a closed session. */
  public void remove(ClientSession session) {
    byId.remove(session.id());
  }

  /** {@return the session with this id, or null} */
  public @Nullable ClientSession find(long id) {
    return byId.get(id);
  }

  /** {@return all sessions, a live view} */
  public Collection<ClientSession> all() {
    return Collections.unmodifiableCollection(byId.values());
  }

  /** {@return how many sessions there are} */
  public int count() {
    return byId.size();
  }

  /** {@return connections accepted since the start, those included that were rejected} */
  public long acceptedCount() {
    return accepted.sum();
  }

  /** {@return connections closed at once because there were too many} */
  public long rejectedCount() {
    return rejected.sum();
  }

  /** Starts the counters anew, as CONFIG RESETSTAT does. */
  public void resetCounters() {
    accepted.reset();
    rejected.reset();
  }
}
