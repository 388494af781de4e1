package io.ember.cluster.bus;

import org.jspecify.annotations.Nullable;

/**
 * What a connection is for. Each link between two nodes has its own connection in each direction,
 * so that a small urgent frame never waits behind a large one.
 */
public enum Link {
  /** Membership, beacons, joins, the feed of the cluster's state: small and urgent. */
  CONTROL(0, 16 << 20, 32 << 20),
  /** The calls of the consensus protocol. */
  RAFT(1, 16 << 20, 64 << 20),
  /** Replication, migration, forwarded calls, published messages: large, many. */
  DATA(2, 16 << 20, 64 << 20);

  private final int code;
  private final int maxPayloadBytes;
  private final int maxQueuedBytes;

  Link(int code, int maxPayloadBytes, int maxQueuedBytes) {
    this.code = code;
    this.maxPayloadBytes = maxPayloadBytes;
    this.maxQueuedBytes = maxQueuedBytes;
  }

  /** {@return the longest frame, checked by the receiver before it makes room for it} */
  public int maxPayloadBytes() {
    return maxPayloadBytes;
  }

  /** {@return how much may wait to be sent to one node; what comes on top is refused} */
  public int maxQueuedBytes() {
    return maxQueuedBytes;
  }

  /** {@return what stands for it on the wire} */
  int code() {
    return code;
  }

  /** {@return the link with that code, or null} */
  static @Nullable Link of(int code) {
    for (Link link : values()) {
      if (link.code == code) {
        return link;
      }
    }
    return null;
  }
}
