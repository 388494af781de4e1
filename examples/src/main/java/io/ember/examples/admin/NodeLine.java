package io.ember.examples.admin;

import io.ember.cluster.model.SlotSet;
import io.ember.examples.cli.CommandException;
import io.ember.examples.cli.ExitCode;
import io.ember.examples.cli.UsageException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import redis.clients.jedis.HostAndPort;

/**
 * One line of CLUSTER NODES.
 *
 * @param primary the id of the node that it copies, {@code -} for none
 * @param slots ranges as they are written
 */
record NodeLine(
    String id,
    HostAndPort address,
    List<String> flags,
    String primary,
    String epoch,
    String link,
    List<String> slots) {
  private static final int FIXED_FIELDS = 8;

  static NodeLine parse(String line) {
    List<String> fields = Arrays.asList(line.split(" ", -1));
    int at = fields.size() < FIXED_FIELDS ? -1 : fields.get(1).indexOf('@');
    if (at < 0) {
      throw new CommandException(ExitCode.SOFTWARE, "not a line of CLUSTER NODES: " + line);
    }
    return new NodeLine(
        fields.get(0),
        HostAndPort.from(fields.get(1).substring(0, at)),
        List.of(fields.get(2).split(",", -1)),
        fields.get(3),
        fields.get(6),
        fields.get(7),
        List.copyOf(fields.subList(FIXED_FIELDS, fields.size())));
  }

  boolean isPrimary() {
    return flags.contains("master");
  }

  boolean isMyself() {
    return flags.contains("myself");
  }

  /** {@return {@code ok}, or why not} */
  String health() {
    return flags.contains("fail") ? "failed" : flags.contains("fail?") ? "suspected" : "ok";
  }

  int slotCount() {
    return slotSet().slotCount();
  }

  /**
   * {@return the slots that it owns} What it imports or gives away is in brackets, and no range.
   */
  SlotSet slotSet() {
    return SlotLists.parse(
        slots.stream().filter(range -> !range.startsWith("[")).collect(Collectors.joining(" ")));
  }

  /**
   * {@return the node that an id or an address names}
   *
   * @throws UsageException if there is none
   */
  static NodeLine find(List<NodeLine> nodes, String text) {
    return nodes.stream()
        .filter(node -> node.id().equals(text) || node.address().toString().equals(text))
        .findFirst()
        .orElseThrow(() -> new UsageException(text + " is no node of the cluster"));
  }
}
