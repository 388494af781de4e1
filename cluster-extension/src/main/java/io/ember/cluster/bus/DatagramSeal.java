package io.ember.cluster.bus;

import io.ember.cluster.core.gossip.GossipConfig;
import io.ember.cluster.model.NodeId;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * Makes datagrams that are good once, for one receiver, and opens those of others:
 *
 * <pre>
 * magic 2, version 1, kind 1, cluster 16, sender 16, sender's run 8, receiver's run 8, counter 8,
 * payload, tag 16
 * </pre>
 *
 * <p>The tag is an HMAC-SHA256, cut to 16 bytes, of all before it and of the receiver's id, which
 * is not sent: a datagram to another node has the wrong tag. The counter is one for all receivers;
 * each keeps a {@link ReplayWindow} per sender.
 *
 * <p>The windows of a receiver are gone when it is restarted. So a datagram names the run of the
 * receiver that it is meant for, and one for an earlier run is not accepted. A sender that does not
 * know the run, or not the new one, learns it by a <em>notice</em>, which is an empty datagram, and
 * can send again; it is smaller than what it answers. Pure; owner thread: bus loop.
 */
final class DatagramSeal {
  private static final int TAG_BYTES = 16;
  private static final int HEADER_BYTES = Wire.PREFIX_BYTES + 2 * Wire.UUID_BYTES + 3 * 8;

  /** Bytes of a datagram apart from its payload. */
  static final int OVERHEAD_BYTES = HEADER_BYTES + TAG_BYTES;

  /** The longest payload, so that a datagram is never longer than gossip allows. */
  static final int MAX_PAYLOAD_BYTES = GossipConfig.MAX_DATAGRAM_BYTES - OVERHEAD_BYTES;

  private static final byte PAYLOAD = 16;
  private static final byte NOTICE = 17;
  private static final byte[] NOTHING = new byte[0];

  private final RunBook runs;
  private final Hmac signing;
  private final List<Hmac> accepted;
  private final Map<NodeId, Heard> heard = new HashMap<>();
  private BusIdentity self;
  private long sentCount;

  /** What was received of one sender. */
  private record Heard(long run, ReplayWindow window) {}

  /** What a datagram turned out to be. */
  enum Verdict {
    /** Take it. */
    GOOD,
    /** The sender tells its run, and nothing else. */
    NOTICE,
    /** Authentic, but for an earlier run of this node: the sender deserves a notice, no more. */
    STALE
  }

  /**
   * An opened datagram.
   *
   * @param payload empty unless it is good
   */
  record Opened(Verdict verdict, BusIdentity sender, byte[] payload) {}

  DatagramSeal(ClusterSecret secret, BusIdentity self, RunBook runs) {
    this.self = self;
    this.runs = runs;
    signing = secret.current().hmac(ClusterSecret.Use.DATAGRAM);
    accepted =
        secret.accepted().stream().map(root -> root.hmac(ClusterSecret.Use.DATAGRAM)).toList();
  }

  /** Signs under another name from here on. Counter and windows stay: the node may keep its id. */
  void become(BusIdentity identity) {
    self = identity;
  }

  /** {@return a datagram for the newest known run of the receiver} */
  byte[] seal(NodeId receiver, byte[] payload) {
    if (payload.length > MAX_PAYLOAD_BYTES) {
      throw new IllegalArgumentException(
          "a datagram carries at most " + MAX_PAYLOAD_BYTES + " bytes: " + payload.length);
    }
    return sealed(PAYLOAD, receiver, runs.highest(receiver), payload);
  }

  /** {@return what tells the sender of a stale datagram which run this is} */
  byte[] notice(BusIdentity sender) {
    return sealed(NOTICE, sender.nodeId(), sender.run(), NOTHING);
  }

  private byte[] sealed(byte kind, NodeId receiver, long receiverRun, byte[] payload) {
    ByteBuffer out = ByteBuffer.allocate(OVERHEAD_BYTES + payload.length);
    Wire.putPrefix(out, kind);
    Wire.putUuid(out, self.clusterId());
    Wire.putNode(out, self.nodeId());
    out.putLong(self.run()).putLong(receiverRun).putLong(++sentCount).put(payload);
    byte[] tag = tag(signing, ByteBuffer.wrap(out.array(), 0, out.position()), receiver);
    return out.put(tag, 0, TAG_BYTES).array();
  }

  /**
   * Opens what came in.
   *
   * @throws RefusedException if it is not authentic, not for this node, or not new
   */
  Opened open(byte[] datagram) {
    if (datagram.length > GossipConfig.MAX_DATAGRAM_BYTES) {
      throw new RefusedException(Refusal.TOO_LONG, datagram.length + " bytes");
    }
    if (datagram.length < OVERHEAD_BYTES) {
      throw new RefusedException(Refusal.MALFORMED, datagram.length + " bytes");
    }
    ByteBuffer in = ByteBuffer.wrap(datagram);
    byte kind = Wire.takePrefix(in);
    UUID cluster = Wire.takeUuid(in);
    NodeId sender = Wire.takeNode(in);
    long run = in.getLong();
    long receiverRun = in.getLong();
    long counter = in.getLong();
    boolean notice = kind == NOTICE;
    if ((!notice && kind != PAYLOAD) || run < 1 || (notice && datagram.length != OVERHEAD_BYTES)) {
      throw new RefusedException(Refusal.MALFORMED, "kind " + kind + ", run " + run);
    }
    if (!cluster.equals(self.clusterId())) {
      throw new RefusedException(
          Refusal.WRONG_CLUSTER, "is of cluster " + cluster + ", this is " + self.clusterId());
    }
    if (sender.equals(self.nodeId())) {
      throw new RefusedException(Refusal.REFLECTED, "has this node's own id " + sender);
    }
    checkTag(datagram);
    BusIdentity from = new BusIdentity(cluster, sender, run);
    if (receiverRun != self.run() && run >= runs.highest(sender) && !notice) {
      return new Opened(Verdict.STALE, from, NOTHING);
    }
    if (receiverRun != self.run()) {
      throw new RefusedException(
          Refusal.STALE_RUN, "is for run " + receiverRun + ", this is " + self.run());
    }
    checkNew(sender, run, counter);
    return notice
        ? new Opened(Verdict.NOTICE, from, NOTHING)
        : new Opened(
            Verdict.GOOD,
            from,
            Arrays.copyOfRange(datagram, HEADER_BYTES, datagram.length - TAG_BYTES));
  }

  private void checkTag(byte[] datagram) {
    int taggedBytes = datagram.length - TAG_BYTES;
    byte[] tag = Arrays.copyOfRange(datagram, taggedBytes, datagram.length);
    for (Hmac hmac : accepted) {
      if (Hmac.matches(tag(hmac, ByteBuffer.wrap(datagram, 0, taggedBytes), self.nodeId()), tag)) {
        return;
      }
    }
    throw new RefusedException(Refusal.BAD_TAG, "its datagram is not signed for this node");
  }

  private void checkNew(NodeId sender, long run, long counter) {
    runs.prove(sender, run);
    Heard known = heard.get(sender);
    if (known == null || known.run() < run) {
      known = new Heard(run, new ReplayWindow());
      heard.put(sender, known);
    }
    if (!known.window().accept(counter)) {
      throw new RefusedException(
          Refusal.REPLAYED, "datagram " + counter + " of " + sender + " was here before");
    }
  }

  private static byte[] tag(Hmac hmac, ByteBuffer tagged, NodeId receiver) {
    ByteBuffer id = ByteBuffer.allocate(Wire.UUID_BYTES);
    Wire.putNode(id, receiver);
    return hmac.tag(tagged, id.flip());
  }
}
