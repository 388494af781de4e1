package io.ember.cluster.model;

import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.CRC32;

/**
 * What a node knows of its cluster, as the text file that tools and people of Redis expect beside a
 * node: one line per node as in CLUSTER NODES, one with numbers, one with a checksum over all
 * before it. Never read to decide anything that the log decides; it can be written anew from the
 * log at any time. Immutable.
 *
 * @param localId whose file it is; it is one of {@code nodes}
 * @param nodes every known node
 * @param slots who owns what; every owner is one of {@code nodes}
 * @param currentEpoch the highest epoch that the node has seen
 * @param incarnation what gossip knows the node by
 */
public record NodesConf(
    NodeId localId,
    Map<NodeId, ClusterNode> nodes,
    SlotMap slots,
    long currentEpoch,
    long incarnation) {
  private static final String COMMENT = "# ember nodes.conf, version 1";
  private static final String CHECKSUM = "# crc32 ";

  public NodesConf {
    nodes = Collections.unmodifiableMap(new TreeMap<>(nodes));
  }

  /** {@return the file of the node whose picture this is} */
  public static NodesConf of(ClusterState state, long incarnation) {
    return new NodesConf(
        state.localId(), state.nodes(), state.slots(), state.currentEpoch(), incarnation);
  }

  /** {@return the picture that is in the file} */
  public ClusterState toClusterState(boolean requireFullCoverage) {
    return new ClusterState(
        localId, nodes, slots, currentEpoch, requireFullCoverage, ClusterState.NO_INDEX);
  }

  /** {@return the text of the file} */
  public String write() {
    StringBuilder text = new StringBuilder(COMMENT).append('\n');
    text.append("vars currentEpoch ").append(currentEpoch);
    text.append(" lastIncarnation ").append(incarnation).append('\n');
    for (ClusterNode node : nodes.values()) {
      text.append(line(node)).append('\n');
    }
    return text + CHECKSUM + checksum(text) + '\n';
  }

  private String line(ClusterNode node) {
    String line = node.toNodesLine(node.client().host(), slots.slotsOf(node.id()));
    int endOfAddress = line.indexOf(' ', NodeId.WIRE_LENGTH + 1);
    return line.substring(0, endOfAddress)
        + NodesConfLine.SHARD
        + node.shardId().wireForm()
        + line.substring(endOfAddress);
  }

  private static String checksum(CharSequence text) {
    CRC32 crc = new CRC32();
    crc.update(text.toString().getBytes(StandardCharsets.UTF_8));
    return String.format("%08x", crc.getValue());
  }

  /**
   * {@return what a file says}
   *
   * @throws ConfigParseError if it is none, incomplete or damaged
   */
  public static NodesConf parse(String text) {
    return new Parser(text).parse();
  }

  /** One reading of one text. */
  private static final class Parser {
    private final String text;
    private final List<String> lines;
    private final Map<NodeId, NodesConfLine> parsed = new LinkedHashMap<>();
    private SlotMap slots = SlotMap.EMPTY;

    Parser(String text) {
      this.text = text;
      lines = text.lines().toList();
    }

    NodesConf parse() {
      checkSum();
      long[] vars = null;
      for (int i = 0; i < lines.size(); i++) {
        String line = lines.get(i);
        if (line.startsWith("vars ")) {
          if (vars != null) {
            throw new ConfigParseError(ConfigParseError.Kind.INVALID_VARS, i + 1, line);
          }
          vars = vars(line, i + 1);
        } else if (!line.isBlank() && !line.startsWith("#")) {
          add(NodesConfLine.parse(line, i + 1));
        }
      }
      if (vars == null) {
        throw new ConfigParseError(ConfigParseError.Kind.MISSING_VARS, lines.size() + 1, "");
      }
      return new NodesConf(myself(), nodes(), slots, vars[0], vars[1]);
    }

    private void checkSum() {
      int at = text.lastIndexOf(CHECKSUM);
      if (at < 0 || (at > 0 && text.charAt(at - 1) != '\n')) {
        throw new ConfigParseError(
            ConfigParseError.Kind.INVALID_CHECKSUM, lines.size() + 1, "there is none");
      }
      String found = text.substring(at + CHECKSUM.length()).strip();
      String wanted = checksum(text.substring(0, at));
      if (!found.equals(wanted)) {
        throw new ConfigParseError(
            ConfigParseError.Kind.INVALID_CHECKSUM,
            lines.size(),
            "'" + found + "' instead of " + wanted);
      }
    }

    private static long[] vars(String line, int number) {
      String[] words = line.split(" ", -1);
      try {
        if (words.length == 5
            && words[1].equals("currentEpoch")
            && words[3].equals("lastIncarnation")) {
          return new long[] {Long.parseUnsignedLong(words[2]), Long.parseLong(words[4])};
        }
      } catch (NumberFormatException e) {
        // Said below, with the line.
      }
      throw new ConfigParseError(ConfigParseError.Kind.INVALID_VARS, number, line);
    }

    private void add(NodesConfLine line) {
      if (parsed.put(line.node().id(), line) != null) {
        throw new ConfigParseError(
            ConfigParseError.Kind.INVALID_NODE_LINE,
            line.number(),
            "node " + line.node().id() + " is there twice");
      }
      // The last line must not win silently: two owners are a damaged file.
      SlotSet twice = slots.assigned().and(line.slots());
      if (!twice.isEmpty()) {
        throw new ConfigParseError(
            ConfigParseError.Kind.INVALID_SLOT_RANGE,
            line.number(),
            "slot " + twice.first() + " has two owners");
      }
      slots = slots.assign(line.slots(), line.node().id());
    }

    private NodeId myself() {
      NodeId found = null;
      for (NodesConfLine line : parsed.values()) {
        if (line.node().flags().myself()) {
          if (found != null) {
            throw new ConfigParseError(
                ConfigParseError.Kind.INVALID_NODE_LINE,
                line.number(),
                "a second node with 'myself' flag");
          }
          found = line.node().id();
        }
      }
      if (found == null) {
        throw new ConfigParseError(ConfigParseError.Kind.NO_MYSELF, lines.size() + 1, "");
      }
      return found;
    }

    private Map<NodeId, ClusterNode> nodes() {
      Map<NodeId, ClusterNode> nodes = new TreeMap<>();
      for (NodesConfLine line : parsed.values()) {
        NodeId primary = line.node().primaryId();
        if (primary != null && !parsed.containsKey(primary)) {
          throw new ConfigParseError(
              ConfigParseError.Kind.INVALID_NODE_LINE,
              line.number(),
              "its primary " + primary + " is not known");
        }
        nodes.put(line.node().id(), line.node());
      }
      return nodes;
    }
  }
}
