package io.ember.examples.demo;

import io.ember.examples.cli.CommandException;
import io.ember.examples.cli.ExitCode;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;

/**
 * What a node says of the cluster.
 *
 * @param members in no order
 */
record Picture(List<Member> members) {
  private static final int FIRST_SLOTS = 8;

  Picture {
    members = List.copyOf(members);
  }

  /**
   * A node.
   *
   * @param primaryId whom it copies; "-" if nobody
   * @param slots those that it owns
   */
  record Member(String id, int port, boolean isPrimary, String primaryId, BitSet slots) {}

  /** {@return what the node on this port says} */
  static Picture of(int port) {
    String text = NodeCalls.text(NodeCalls.cluster(port, "NODES"));
    return new Picture(text.lines().map(Picture::member).toList());
  }

  private static Member member(String line) {
    List<String> fields = Arrays.asList(line.split(" ", -1));
    String address = fields.get(1);
    int port = Integer.parseInt(address.substring(address.indexOf(':') + 1, address.indexOf('@')));
    BitSet slots = new BitSet();
    for (String range : fields.subList(FIRST_SLOTS, fields.size())) {
      if (!range.startsWith("[")) {
        int dash = range.indexOf('-');
        int first = Integer.parseInt(dash < 0 ? range : range.substring(0, dash));
        int last = dash < 0 ? first : Integer.parseInt(range.substring(dash + 1));
        slots.set(first, last + 1);
      }
    }
    List<String> flags = Arrays.asList(fields.get(2).split(",", -1));
    return new Member(fields.get(0), port, flags.contains("master"), fields.get(3), slots);
  }

  /** {@return the node on a port} */
  Member at(int port) {
    return members.stream()
        .filter(member -> member.port() == port)
        .findFirst()
        .orElseThrow(
            () ->
                new CommandException(
                    ExitCode.FAILED, "no member of the cluster is on port " + port));
  }

  /** {@return the ports of those that copy a node} */
  List<Integer> replicasOf(Member primary) {
    return members.stream()
        .filter(member -> member.primaryId().equals(primary.id()))
        .map(Member::port)
        .toList();
  }

  /** {@return the port of a slot's owner} */
  Optional<Integer> owner(int slot) {
    return members.stream()
        .filter(member -> member.slots().get(slot))
        .map(Member::port)
        .findFirst();
  }
}
