package io.ember.cluster.model;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One node in a {@link NodesConf}.
 *
 * @param number of the line, from 1
 */
record NodesConfLine(int number, ClusterNode node, SlotSet slots) {
  /** Stands between the address and the id of the shard, as in Redis: no host name. */
  static final String SHARD = ",,shard-id=";

  private static final int WORDS_BEFORE_SLOTS = 8;

  /**
   * {@return what the line says}
   *
   * @throws ConfigParseError if it says nothing
   */
  static NodesConfLine parse(String text, int number) {
    return new Reader(text, number).read();
  }

  private static final class Reader {
    private final String text;
    private final int number;
    private final String[] words;

    Reader(String text, int number) {
      this.text = text;
      this.number = number;
      words = text.split(" ", -1);
    }

    NodesConfLine read() {
      if (words.length < WORDS_BEFORE_SLOTS) {
        throw bad(ConfigParseError.Kind.INVALID_NODE_LINE, text);
      }
      NodeId id = id(words[0]);
      String address = words[1];
      int at = address.lastIndexOf('@');
      int comma = address.indexOf(SHARD);
      if (at < 0 || comma < at) {
        throw bad(ConfigParseError.Kind.INVALID_ADDRESS, address);
      }
      NodeId shard = id(address.substring(comma + SHARD.length()));
      List<String> flags = List.of(words[2].split(",", -1));
      boolean replica = role(flags);
      NodeId primary = words[3].equals("-") ? null : id(words[3]);
      if (replica != (primary != null)) {
        throw bad(ConfigParseError.Kind.INVALID_NODE_LINE, text);
      }
      return new NodesConfLine(
          number,
          node(
              id,
              shard,
              address.substring(0, at),
              address.substring(at + 1, comma),
              flags,
              primary),
          slots());
    }

    private ClusterNode node(
        NodeId id,
        NodeId shard,
        String client,
        String busPort,
        List<String> flags,
        @Nullable NodeId primary) {
      Endpoint endpoint;
      int bus;
      try {
        endpoint = Endpoint.parse(client);
        bus = busPort.equals("0") ? 0 : new Endpoint("bus", Integer.parseInt(busPort)).port();
      } catch (IllegalArgumentException e) {
        throw bad(ConfigParseError.Kind.INVALID_ADDRESS, words[1]);
      }
      return new ClusterNode(
          id,
          shard,
          endpoint,
          bus,
          primary == null ? NodeRole.PRIMARY : NodeRole.REPLICA,
          primary,
          new NodeFlags(
              flags.contains("myself"),
              flags.contains("fail?"),
              flags.contains("fail"),
              flags.contains("handshake"),
              flags.contains("noaddr")),
          number(words[4]),
          number(words[5]),
          number(words[6]),
          linkUp(words[7]));
    }

    private boolean role(List<String> flags) {
      List<String> known =
          Arrays.asList("myself", "master", "slave", "fail", "fail?", "handshake", "noaddr");
      boolean replica = flags.contains(NodeRole.REPLICA.wireName());
      if (replica == flags.contains(NodeRole.PRIMARY.wireName()) || !known.containsAll(flags)) {
        throw bad(ConfigParseError.Kind.INVALID_NODE_LINE, text);
      }
      return replica;
    }

    private boolean linkUp(String word) {
      if (!word.equals("connected") && !word.equals("disconnected")) {
        throw bad(ConfigParseError.Kind.INVALID_NODE_LINE, text);
      }
      return word.equals("connected");
    }

    private NodeId id(String word) {
      try {
        return NodeId.parse(word);
      } catch (IllegalArgumentException e) {
        throw bad(ConfigParseError.Kind.INVALID_NODE_ID, word);
      }
    }

    private long number(String word) {
      try {
        return Long.parseUnsignedLong(word);
      } catch (NumberFormatException e) {
        throw bad(ConfigParseError.Kind.INVALID_NODE_LINE, text);
      }
    }

    private SlotSet slots() {
      List<SlotRange> ranges = new ArrayList<>();
      for (int i = WORDS_BEFORE_SLOTS; i < words.length; i++) {
        try {
          ranges.add(SlotRange.parse(words[i]));
        } catch (IllegalArgumentException e) {
          throw bad(ConfigParseError.Kind.INVALID_SLOT_RANGE, words[i]);
        }
      }
      return SlotSet.of(ranges);
    }

    private ConfigParseError bad(ConfigParseError.Kind kind, String detail) {
      return new ConfigParseError(kind, number, detail);
    }
  }
}
