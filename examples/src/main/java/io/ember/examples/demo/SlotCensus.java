package io.ember.examples.demo;

import java.util.ArrayList;
import java.util.List;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.Pipeline;
import redis.clients.jedis.Protocol;
import redis.clients.jedis.Response;

/** Counts the keys of every slot on every primary: only the owner may have some. */
final class SlotCensus {
  private static final int SLOT_COUNT = 16_384;

  private final List<Integer> ports;
  private final Mistakes mistakes;

  /**
   * What was found.
   *
   * @param port of the node
   * @param slots that it owns
   * @param keys in them
   */
  record OfNode(int port, int slots, long keys) {}

  /**
   * @param ports of all nodes that live
   */
  SlotCensus(List<Integer> ports, Mistakes mistakes) {
    this.ports = List.copyOf(ports);
    this.mistakes = mistakes;
  }

  /**
   * Counts, and notes keys at others than the owner and slots of which nodes say that they have
   * different owners.
   *
   * @param certain how many keys there must be
   * @param doubtful how many more there may be
   * @return what each primary has
   */
  List<OfNode> run(long certain, long doubtful) {
    Picture picture = Picture.of(ports.get(0));
    int[] owners = owners(picture);
    for (int port : ports) {
      compare(owners, port);
    }
    List<OfNode> found = new ArrayList<>();
    for (int port : ports) {
      if (picture.at(port).isPrimary()) {
        found.add(count(port, owners));
      }
    }
    long keys = found.stream().mapToLong(OfNode::keys).sum();
    if (keys < certain || keys > certain + doubtful) {
      mistakes.add(
          Mistakes.Kind.STRAY_KEY,
          Math.max(certain - keys, keys - certain - doubtful),
          "the slots hold " + keys + " keys, not " + certain + " to " + (certain + doubtful));
    }
    return found;
  }

  private static int[] owners(Picture picture) {
    int[] owners = new int[SLOT_COUNT];
    for (int slot = 0; slot < SLOT_COUNT; slot++) {
      owners[slot] = picture.owner(slot).orElse(0);
    }
    return owners;
  }

  private void compare(int[] owners, int port) {
    int[] others = owners(Picture.of(port));
    for (int slot = 0; slot < SLOT_COUNT; slot++) {
      if (owners[slot] != others[slot] || owners[slot] == 0) {
        mistakes.add(
            Mistakes.Kind.STRAY_KEY,
            "slot "
                + slot
                + " is owned by the node on port "
                + owners[slot]
                + ", and as port "
                + port
                + " says by "
                + others[slot]);
      }
    }
  }

  private OfNode count(int port, int[] owners) {
    List<Response<Object>> counts = new ArrayList<>(SLOT_COUNT);
    try (Jedis jedis = NodeCalls.connect(port)) {
      Pipeline pipeline = jedis.pipelined();
      for (int slot = 0; slot < SLOT_COUNT; slot++) {
        counts.add(
            pipeline.sendCommand(
                Protocol.Command.CLUSTER, "COUNTKEYSINSLOT", String.valueOf(slot)));
      }
      pipeline.sync();
    }
    int slots = 0;
    long keys = 0;
    for (int slot = 0; slot < SLOT_COUNT; slot++) {
      long count = (Long) counts.get(slot).get();
      if (owners[slot] == port) {
        slots++;
        keys += count;
      } else if (count != 0) {
        mistakes.add(
            Mistakes.Kind.STRAY_KEY,
            count,
            "port " + port + " has " + count + " keys of slot " + slot + ", which it does not own");
      }
    }
    return new OfNode(port, slots, keys);
  }
}
