package io.ember.cluster.pubsub;

import io.ember.cluster.session.ClientSession;
import io.ember.cluster.session.PushMessage;
import io.ember.cluster.session.SessionObserver;
import io.ember.cluster.session.Subscriptions;
import io.ember.cluster.session.Subscriptions.Kind;
import io.ember.engine.Reply;
import io.ember.engine.command.GlobPattern;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * All channels, patterns and sharded channels of a node that have a subscriber.
 *
 * <p>A message is handed to each subscriber's session by the thread that publishes it, so the
 * messages of one publisher arrive in the order in which they were published. Who subscribes while
 * a message is published gets it or not. Subscriptions of one session are changed by its owner
 * thread only; everything else, any thread.
 */
public final class Channels implements SessionObserver {
  private static final byte[] MESSAGE = ascii("message");
  private static final byte[] PATTERN_MESSAGE = ascii("pmessage");
  private static final byte[] SHARD_MESSAGE = ascii("smessage");

  /** Passes a published message on to the other nodes of the cluster; returns at once. */
  public interface Relay {
    /** There are no other nodes. */
    Relay NONE = (kind, channel, message) -> {};

    /** Passes a message on: to all nodes, or for a sharded channel to those of its shard. */
    void pass(Kind kind, byte[] channel, byte[] message);
  }

  private final Map<Kind, ChannelTable> tables = new EnumMap<>(Kind.class);
  private volatile Relay relay = Relay.NONE;

  public Channels() {
    for (Kind kind : Kind.values()) {
      tables.put(kind, new ChannelTable());
    }
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private ChannelTable table(Kind kind) {
    ChannelTable table = tables.get(kind);
    if (table == null) {
      throw new IllegalStateException("no table of " + kind);
    }
    return table;
  }

  /** Says who passes messages on. */
  public void relayThrough(Relay toOthers) {
    relay = toOthers;
  }

  /** Subscribes a session; nothing changes if it was. */
  public void subscribe(ClientSession session, Kind kind, Reply.Bulk name) {
    if (session.state().subscriptions().add(kind, name)) {
      table(kind).add(name, session);
    }
  }

  /** Ends a subscription; nothing changes if there was none. */
  public void unsubscribe(ClientSession session, Kind kind, Reply.Bulk name) {
    if (session.state().subscriptions().remove(kind, name)) {
      table(kind).remove(name, session);
    }
  }

  /** Ends all subscriptions of a session. */
  public void unsubscribeAll(ClientSession session) {
    Subscriptions subscriptions = session.state().subscriptions();
    for (Kind kind : Kind.values()) {
      for (Reply.Bulk name : subscriptions.names(kind)) {
        unsubscribe(session, kind, name);
      }
    }
  }

  @Override
  public void closed(ClientSession session) {
    unsubscribeAll(session);
  }

  /**
   * Publishes a message in the whole cluster.
   *
   * @return how many subscribers of this node it was sent to, as in a cluster of Redis
   */
  public int publishEverywhere(Reply.Bulk channel, byte[] message) {
    relay.pass(Kind.CHANNEL, channel.bytes(), message);
    return publish(channel, message);
  }

  /** As {@link #publishEverywhere}, for a sharded channel and the nodes of its shard. */
  public int publishToWholeShard(Reply.Bulk channel, byte[] message) {
    relay.pass(Kind.SHARD, channel.bytes(), message);
    return publishToShard(channel, message);
  }

  /**
   * Sends a message to all subscribers on this node of a channel, and of patterns that match it.
   *
   * @return how many times it was sent; a session with two matching patterns gets it twice
   */
  public int publish(Reply.Bulk channel, byte[] message) {
    int receivers = 0;
    Collection<ClientSession> direct = table(Kind.CHANNEL).of(channel);
    if (!direct.isEmpty()) {
      receivers += push(direct, PushMessage.of(MESSAGE, channel.bytes(), message));
    }
    for (Map.Entry<Reply.Bulk, Set<ClientSession>> pattern : table(Kind.PATTERN).all().entrySet()) {
      byte[] glob = pattern.getKey().bytes();
      if (new GlobPattern(glob, false).matches(channel.bytes())) {
        receivers +=
            push(
                pattern.getValue(),
                PushMessage.of(PATTERN_MESSAGE, glob, channel.bytes(), message));
      }
    }
    return receivers;
  }

  /**
   * Sends a message to all subscribers on this node of a sharded channel. {@return how many there
   * are}
   */
  public int publishToShard(Reply.Bulk channel, byte[] message) {
    Collection<ClientSession> sessions = table(Kind.SHARD).of(channel);
    return sessions.isEmpty()
        ? 0
        : push(sessions, PushMessage.of(SHARD_MESSAGE, channel.bytes(), message));
  }

  private static int push(Collection<ClientSession> sessions, PushMessage message) {
    int receivers = 0;
    for (ClientSession session : sessions) {
      if (session.push(message)) {
        receivers++;
      }
    }
    return receivers;
  }

  /** {@return the names of one kind that have a subscriber, in no order} */
  public List<Reply.Bulk> names(Kind kind) {
    return new ArrayList<>(table(kind).all().keySet());
  }

  /** {@return how many names of one kind have a subscriber} */
  public int nameCount(Kind kind) {
    return table(kind).nameCount();
  }

  /** {@return how many sessions are subscribed to a name} */
  public int subscriberCount(Kind kind, Reply.Bulk name) {
    return table(kind).of(name).size();
  }
}
