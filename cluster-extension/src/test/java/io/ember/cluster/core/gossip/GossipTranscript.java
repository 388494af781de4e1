package io.ember.cluster.core.gossip;

import io.ember.cluster.model.Endpoint;
import io.ember.cluster.model.NodeId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.StringJoiner;
import java.util.UUID;

/**
 * One engine, named {@code me}, driven by text. Members are single letters; {@code b alive 3} is a
 * member with its status and incarnation.
 *
 * <pre>
 * # a comment
 * &gt; at 1500                     time in ms; ticks on the way
 * &gt; stall 9000                  time passes without a tick, then one comes
 * &gt; b exchange [ask] b alive 1, c dead 2
 * &gt; b ping 7 b alive 1; c suspect 1 by d
 * &gt; b ping-req 7 for c
 * &gt; b ack 7 of c
 * &gt; b nack 7 of c
 * &gt; contact b | leave | forget b | refused b
 * </pre>
 */
final class GossipTranscript {
  private static final long MS = 1_000_000;
  private static final long TICK_MS = 100;

  private final StringBuilder text = new StringBuilder();
  private final GossipEngine engine =
      new GossipEngine(
          GossipConfig.DEFAULTS,
          new MemberInfo(id("me"), bus("me"), 1, MemberStatus.ALIVE),
          new SplittableRandom(1)::nextLong,
          0);
  private long nowMs;

  /** {@return the transcript of a file's inputs} */
  static String replay(String file) {
    GossipTranscript transcript = new GossipTranscript();
    for (String line : file.split("\n", -1)) {
      if (line.startsWith("> ")) {
        transcript.text.append(line).append('\n');
        transcript.perform(line.substring(2));
      } else if (line.startsWith("#") || line.isEmpty()) {
        transcript.text.append(line).append('\n');
      }
    }
    String all = transcript.text.toString();
    return all.endsWith("\n\n") ? all.substring(0, all.length() - 1) : all;
  }

  private void perform(String line) {
    String[] words = line.split(" ");
    switch (words[0]) {
      case "at" -> tickUntil(Long.parseLong(words[1]));
      case "stall" -> {
        nowMs += Long.parseLong(words[1]);
        step(new GossipInput.Tick());
      }
      case "contact" -> step(new GossipInput.Contact(bus(words[1])));
      case "leave" -> step(new GossipInput.Leave());
      case "forget" -> step(new GossipInput.Forget(id(words[1])));
      case "refused" -> step(new GossipInput.ConnectionRefused(id(words[1])));
      case "members" -> members();
      default ->
          step(new GossipInput.Received(id(words[0]), bus(words[0]), 400, message(words, line)));
    }
  }

  private void tickUntil(long untilMs) {
    while (nowMs < untilMs) {
      nowMs += TICK_MS;
      step(new GossipInput.Tick());
    }
  }

  private void step(GossipInput input) {
    for (GossipOutput output : engine.step(nowMs * MS, input)) {
      text.append(String.format(Locale.ROOT, "%7d  %s\n", nowMs, show(output)));
    }
  }

  private void members() {
    text.append("         me ").append(show(engine.self()).substring(3));
    engine.members().forEach(member -> text.append(", ").append(show(member)));
    text.append("; health ").append(engine.healthScore()).append('\n');
  }

  // ---- text in

  private static GossipMessage message(String[] words, String line) {
    return switch (words[1]) {
      case "exchange" -> {
        boolean asks = words[2].equals("ask");
        String rest = line.substring(line.indexOf(words[1]) + 9 + (asks ? 4 : 0));
        List<MemberInfo> members = new ArrayList<>();
        for (String member : rest.split(", ")) {
          members.add(member(member.split(" ")));
        }
        yield new GossipMessage.Exchange(
            asks, members.get(0), StateHint.NONE, members.subList(1, members.size()));
      }
      case "ping" -> {
        String[] parts = line.substring(line.indexOf(words[2]) + words[2].length() + 1).split("; ");
        yield new GossipMessage.Ping(
            Long.parseLong(words[2]),
            id("me"),
            member(parts[0].split(" ")),
            StateHint.NONE,
            updates(parts));
      }
      case "ping-req" ->
          new GossipMessage.PingReq(
              Long.parseLong(words[2]), id(words[4]), alive(words[0]), StateHint.NONE, List.of());
      case "ack" -> {
        String[] parts = line.split("; ");
        yield new GossipMessage.Ack(
            Long.parseLong(words[2]),
            id(words[4].replace(";", "")),
            alive(words[0]),
            StateHint.NONE,
            updates(parts));
      }
      case "nack" -> new GossipMessage.Nack(Long.parseLong(words[2]), id(words[4]));
      default -> throw new IllegalArgumentException(line);
    };
  }

  private static List<NodeUpdate> updates(String[] parts) {
    List<NodeUpdate> updates = new ArrayList<>();
    for (int i = 1; i < parts.length; i++) {
      String[] words = parts[i].split(" ");
      updates.add(new NodeUpdate(member(words), id(words[4])));
    }
    return updates;
  }

  private static MemberInfo alive(String name) {
    return new MemberInfo(id(name), bus(name), 1, MemberStatus.ALIVE);
  }

  private static MemberInfo member(String[] words) {
    return new MemberInfo(
        id(words[0]),
        bus(words[0]),
        Long.parseLong(words[2]),
        MemberStatus.valueOf(words[1].toUpperCase(Locale.ROOT)));
  }

  private static NodeId id(String name) {
    return new NodeId(new UUID(name.equals("me") ? 1 : name.charAt(0), 0));
  }

  private static Endpoint bus(String name) {
    return new Endpoint("host-" + name, 17000);
  }

  // ---- text out

  private static String show(GossipOutput output) {
    if (output instanceof GossipOutput.Persist persist) {
      return "persist incarnation " + persist.incarnation();
    } else if (output instanceof GossipOutput.Emit emit) {
      return "event " + emit.event().getClass().getSimpleName() + " " + show(emit.event().member());
    } else if (output instanceof GossipOutput.Datagram datagram) {
      return "to " + name(datagram.receiver()) + ": " + show(datagram.message());
    } else if (output instanceof GossipOutput.Exchange exchange) {
      return "to " + exchange.to().host() + ": " + show(exchange.message());
    } else {
      throw new AssertionError(output);
    }
  }

  private static String show(GossipMessage message) {
    if (message instanceof GossipMessage.Ping ping) {
      return "ping " + ping.sequence() + " " + show(ping.sender()) + show(ping.updates());
    } else if (message instanceof GossipMessage.PingReq request) {
      return "ping-req "
          + request.sequence()
          + " for "
          + name(request.target())
          + show(request.updates());
    } else if (message instanceof GossipMessage.Ack ack) {
      return "ack "
          + ack.sequence()
          + " of "
          + name(ack.target())
          + " "
          + show(ack.sender())
          + show(ack.updates());
    } else if (message instanceof GossipMessage.Nack nack) {
      return "nack " + nack.sequence() + " of " + name(nack.target());
    } else if (message instanceof GossipMessage.Exchange exchange) {
      StringJoiner all =
          new StringJoiner(", ", exchange.wantsAnswer() ? "exchange ask " : "exchange ", "");
      all.add(show(exchange.sender()));
      exchange.members().forEach(member -> all.add(show(member)));
      return all.toString();
    } else {
      throw new AssertionError(message);
    }
  }

  private static String show(List<NodeUpdate> updates) {
    StringBuilder all = new StringBuilder();
    for (NodeUpdate update : updates) {
      all.append("; ").append(show(update.about())).append(" by ").append(name(update.teller()));
    }
    return all.toString();
  }

  private static String show(MemberInfo info) {
    return name(info.id())
        + " "
        + info.status().name().toLowerCase(Locale.ROOT)
        + " "
        + info.incarnation();
  }

  private static String name(NodeId id) {
    return id.raftId() == 1 ? "me" : String.valueOf((char) id.raftId());
  }
}
