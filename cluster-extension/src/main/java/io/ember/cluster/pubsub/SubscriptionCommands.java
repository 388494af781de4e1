package io.ember.cluster.pubsub;

import static io.ember.engine.command.CommandFlag.LOADING;
import static io.ember.engine.command.CommandFlag.NOSCRIPT;
import static io.ember.engine.command.CommandFlag.PUBSUB;
import static io.ember.engine.command.CommandFlag.STALE;

import io.ember.cluster.session.ClientSession;
import io.ember.cluster.session.Sessions;
import io.ember.cluster.session.Subscriptions;
import io.ember.cluster.session.Subscriptions.Kind;
import io.ember.engine.EngineCall;
import io.ember.engine.Reply;
import io.ember.engine.ReplySink;
import io.ember.engine.command.CommandHandler;
import io.ember.engine.command.CommandSpec;
import io.ember.engine.command.CommandTable;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * SUBSCRIBE, UNSUBSCRIBE and their relatives for patterns and sharded channels. The only commands
 * that answer more than once: each name is confirmed by a message of its own.
 */
final class SubscriptionCommands {
  private static final String GROUP = "pubsub";

  private final Channels channels;

  SubscriptionCommands(Channels channels) {
    this.channels = channels;
  }

  void register(CommandTable.Builder table) {
    table.add(
        spec("subscribe", -2)
            .doc(
                GROUP,
                "2.0.0",
                "O(N) where N is the number of channels to subscribe to.",
                "Listen for messages published to the given channels")
            .onCaller(subscriber(Kind.CHANNEL, "subscribe")));
    table.add(
        spec("psubscribe", -2)
            .doc(
                GROUP,
                "2.0.0",
                "O(N) where N is the number of patterns the client is already subscribed to.",
                "Listen for messages published to channels matching the given patterns")
            .onCaller(subscriber(Kind.PATTERN, "psubscribe")));
    table.add(
        spec("ssubscribe", -2)
            .keys(1, -1, 1, "not_key")
            .doc(
                GROUP,
                "7.0.0",
                "O(N) where N is the number of shard channels to subscribe to.",
                "Listen for messages published to the given shard channels")
            .onCaller(subscriber(Kind.SHARD, "ssubscribe")));
    table.add(
        spec("unsubscribe", -1)
            .doc(
                GROUP,
                "2.0.0",
                "O(N) where N is the number of clients already subscribed to a channel.",
                "Stop listening for messages posted to the given channels")
            .onCaller(unsubscriber(Kind.CHANNEL, "unsubscribe")));
    table.add(
        spec("punsubscribe", -1)
            .doc(
                GROUP,
                "2.0.0",
                "O(N+M) where N is the number of patterns the client is already subscribed and M is"
                    + " the number of total patterns subscribed in the system (by any client).",
                "Stop listening for messages posted to channels matching the given patterns")
            .onCaller(unsubscriber(Kind.PATTERN, "punsubscribe")));
    table.add(
        spec("sunsubscribe", -1)
            .keys(1, -1, 1, "not_key")
            .doc(
                GROUP,
                "7.0.0",
                "O(N) where N is the number of clients already subscribed to a shard channel.",
                "Stop listening for messages posted to the given shard channels")
            .onCaller(unsubscriber(Kind.SHARD, "sunsubscribe")));
  }

  private static CommandSpec.Builder spec(String name, int arity) {
    return CommandSpec.named(name, arity, PUBSUB, NOSCRIPT, LOADING, STALE);
  }

  private CommandHandler.OnCaller subscriber(Kind kind, String word) {
    return call -> {
      ClientSession session = Sessions.require(call);
      if (session == null) {
        return;
      }
      for (int i = 1; i < call.argumentCount(); i++) {
        Reply.Bulk name = new Reply.Bulk(call.argumentBytes(i));
        channels.subscribe(session, kind, name);
        confirm(call.reply(), word, name, session, kind);
      }
    };
  }

  private CommandHandler.OnCaller unsubscriber(Kind kind, String word) {
    return call -> {
      ClientSession session = Sessions.require(call);
      if (session == null) {
        return;
      }
      List<Reply.Bulk> names = named(call, session.state().subscriptions(), kind);
      for (Reply.Bulk name : names) {
        channels.unsubscribe(session, kind, name);
        confirm(call.reply(), word, name, session, kind);
      }
      if (names.isEmpty()) {
        confirm(call.reply(), word, null, session, kind);
      }
    };
  }

  private static List<Reply.Bulk> named(EngineCall call, Subscriptions subscriptions, Kind kind) {
    if (call.argumentCount() == 1) {
      return subscriptions.names(kind);
    }
    List<Reply.Bulk> names = new java.util.ArrayList<>();
    for (int i = 1; i < call.argumentCount(); i++) {
      names.add(new Reply.Bulk(call.argumentBytes(i)));
    }
    return names;
  }

  private static void confirm(
      ReplySink reply, String word, Reply.@Nullable Bulk name, ClientSession session, Kind kind) {
    reply.push(3);
    reply.bulk(word);
    if (name == null) {
      reply.nil();
    } else {
      reply.bulk(name.bytes());
    }
    // Sharded channels are counted on their own, the other two kinds together.
    Subscriptions subscriptions = session.state().subscriptions();
    reply.integer(
        kind == Kind.SHARD
            ? subscriptions.count(Kind.SHARD)
            : subscriptions.count(Kind.CHANNEL) + subscriptions.count(Kind.PATTERN));
  }
}
