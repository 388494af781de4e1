package io.ember.perf.reshard;

import io.ember.perf.server.RespProbe;
import io.ember.perf.shards.Shards;
import java.io.IOException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/** Who owns what, as one node says. Immutable. */
record NodeTable(List<Primary> primaries) {
  NodeTable {
    primaries = List.copyOf(primaries);
  }

  /** One primary; the set is not to be changed. */
  record Primary(String id, int port, BitSet slots) {}

  /** {@return what the node with this client port says} */
  static NodeTable of(int port) throws IOException {
    try (RespProbe probe = new RespProbe(Shards.HOST, port)) {
      return parse(probe.callOrFail("CLUSTER", "NODES"));
    }
  }

  static NodeTable parse(String text) {
    List<Primary> primaries = new ArrayList<>();
    for (String line : text.lines().toList()) {
      String[] fields = line.split(" ", -1);
      if (fields.length > 7 && fields[2].contains("master")) {
        String address = fields[1].split("[@,]", -1)[0];
        int port = Integer.parseInt(address.substring(address.lastIndexOf(':') + 1));
        primaries.add(new Primary(fields[0], port, slots(fields)));
      }
    }
    return new NodeTable(primaries);
  }

  private static BitSet slots(String[] fields) {
    BitSet slots = new BitSet();
    for (int i = 8; i < fields.length; i++) {
      if (!fields[i].startsWith("[")) {
        String[] ends = fields[i].split("-", -1);
        slots.set(Integer.parseInt(ends[0]), Integer.parseInt(ends[ends.length - 1]) + 1);
      }
    }
    return slots;
  }

  /** {@return the owner of a slot} */
  Primary owner(int slot) throws IOException {
    for (Primary primary : primaries) {
      if (primary.slots().get(slot)) {
        return primary;
      }
    }
    throw new IOException("nobody owns slot " + slot);
  }
}
