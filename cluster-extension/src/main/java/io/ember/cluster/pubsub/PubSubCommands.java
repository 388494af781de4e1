package io.ember.cluster.pubsub;

import static io.ember.engine.command.CommandFlag.FAST;
import static io.ember.engine.command.CommandFlag.LOADING;
import static io.ember.engine.command.CommandFlag.PUBSUB;
import static io.ember.engine.command.CommandFlag.STALE;

import io.ember.cluster.session.PushMessage;
import io.ember.cluster.session.Subscriptions.Kind;
import io.ember.engine.EngineCall;
import io.ember.engine.Reply;
import io.ember.engine.command.CommandHandler;
import io.ember.engine.command.CommandHelp;
import io.ember.engine.command.CommandSpec;
import io.ember.engine.command.CommandTable;
import io.ember.engine.command.GlobPattern;
import java.util.List;
import java.util.function.ToLongBiFunction;

/** PUBLISH, SPUBLISH, and PUBSUB, which tells what is subscribed to. */
public final class PubSubCommands {
  private static final String GROUP = "pubsub";

  private static final String TOO_LONG =
      "channel and message exceed maximum allowed size ("
          + PushMessage.MAX_PAYLOAD_BYTES
          + " bytes)";

  private final Channels channels;

  public PubSubCommands(Channels channels) {
    this.channels = channels;
  }

  /** Adds the commands of the whole family. */
  public void register(CommandTable.Builder table) {
    new SubscriptionCommands(channels).register(table);
    table.add(
        CommandSpec.named("publish", 3, PUBSUB, LOADING, STALE, FAST)
            .doc(
                GROUP,
                "2.0.0",
                "O(N+M) where N is the number of clients subscribed to the receiving channel and M"
                    + " is the total number of subscribed patterns (by any client).",
                "Post a message to a channel")
            .onCaller(call -> publish(call, channels::publishEverywhere)));
    table.add(
        CommandSpec.named("spublish", 3, PUBSUB, LOADING, STALE, FAST)
            .keys(1, 1, 1, "not_key")
            .doc(
                GROUP,
                "7.0.0",
                "O(N) where N is the number of clients subscribed to the receiving shard channel.",
                "Post a message to a shard channel")
            .onCaller(call -> publish(call, channels::publishToWholeShard)));
    table.add(pubsub());
  }

  /** The size is asked before anything of it is copied. */
  private static void publish(EngineCall call, ToLongBiFunction<Reply.Bulk, byte[]> publisher) {
    if ((long) call.argumentLength(1) + call.argumentLength(2) > PushMessage.MAX_PAYLOAD_BYTES) {
      call.reply().error(TOO_LONG);
      return;
    }
    call.reply().integer(publisher.applyAsLong(name(call, 1), call.argumentBytes(2)));
  }

  private CommandSpec pubsub() {
    return CommandSpec.named("pubsub", -2)
        .doc(GROUP, "2.8.0", "Depends on subcommand.", "A container for Pub/Sub commands")
        .subcommands(
            sub("channels", -2)
                .doc(
                    GROUP,
                    "2.8.0",
                    "O(N) where N is the number of active channels, and assuming constant time"
                        + " pattern matching (relatively short channels and patterns)",
                    "List active channels")
                .onCaller(call -> names(call, Kind.CHANNEL)),
            sub("numsub", -2)
                .doc(
                    GROUP,
                    "2.8.0",
                    "O(N) for the NUMSUB subcommand, where N is the number of requested channels",
                    "Get the count of subscribers for channels")
                .onCaller(call -> subscribers(call, Kind.CHANNEL)),
            sub("numpat", 2)
                .doc(
                    GROUP,
                    "2.8.0",
                    "O(1)",
                    "Get the count of unique patterns pattern subscriptions")
                .onCaller(call -> call.reply().integer(channels.nameCount(Kind.PATTERN))),
            sub("shardchannels", -2)
                .doc(
                    GROUP,
                    "7.0.0",
                    "O(N) where N is the number of active shard channels, and assuming constant"
                        + " time pattern matching (relatively short shard channels).",
                    "List active shard channels")
                .onCaller(call -> names(call, Kind.SHARD)),
            sub("shardnumsub", -2)
                .doc(
                    GROUP,
                    "7.0.0",
                    "O(N) for the SHARDNUMSUB subcommand, where N is the number of requested shard"
                        + " channels",
                    "Get the count of subscribers for shard channels")
                .onCaller(call -> subscribers(call, Kind.SHARD)),
            CommandSpec.named("pubsub|help", 2, LOADING, STALE)
                .categories("slow") // and not that of its group, as Redis has it
                .doc(GROUP, "6.2.0", "O(1)", "Show helpful text about the different subcommands")
                .onCaller(help()))
        .container();
  }

  private static CommandSpec.Builder sub(String name, int arity) {
    return CommandSpec.named("pubsub|" + name, arity, PUBSUB, LOADING, STALE);
  }

  private static CommandHandler.OnCaller help() {
    return new CommandHelp(
        "CHANNELS [<pattern>]",
        "    Return the currently active channels matching a <pattern> (default: '*').",
        "NUMPAT",
        "    Return number of subscriptions to patterns.",
        "NUMSUB [<channel> ...]",
        "    Return the number of subscribers for the specified channels, excluding",
        "    pattern subscriptions(default: no channels).",
        "SHARDCHANNELS [<pattern>]",
        "    Return the currently active shard level channels matching a <pattern> (default: '*').",
        "SHARDNUMSUB [<shardchannel> ...]",
        "    Return the number of subscribers for the specified shard level channel(s)");
  }

  private void names(EngineCall call, Kind kind) {
    if (call.argumentCount() > 3) {
      call.reply()
          .error(
              "unknown subcommand or wrong number of arguments for '"
                  + call.argumentQuoted(1)
                  + "'. Try PUBSUB HELP.");
      return;
    }
    List<Reply.Bulk> names = channels.names(kind);
    if (call.argumentCount() == 3) {
      GlobPattern pattern = new GlobPattern(call.argumentBytes(2), false);
      names.removeIf(name -> !pattern.matches(name.bytes()));
    }
    call.reply().array(names.size());
    for (Reply.Bulk name : names) {
      call.reply().bulk(name.bytes());
    }
  }

  private void subscribers(EngineCall call, Kind kind) {
    int count = call.argumentCount() - 2;
    // An array and not a map, in RESP3 as well: so does Redis.
    call.reply().array(2 * count);
    for (int i = 2; i < call.argumentCount(); i++) {
      Reply.Bulk name = name(call, i);
      call.reply().bulk(name.bytes());
      call.reply().integer(channels.subscriberCount(kind, name));
    }
  }

  private static Reply.Bulk name(EngineCall call, int index) {
    return new Reply.Bulk(call.argumentBytes(index));
  }
}
