package io.ember.cluster.bus;

/**
 * What a connection is for. Each link between two nodes has its own connection in each direction,
 * so that a small urgent frame never waits behind a large one.
 */
public enum Link {
  /** Membership, beacons, joins, the feed of the cluster's state: small and urgent. */
  CONTROL(16 << 20, 32 << 20),
  /** The calls of the consensus protocol. */
  RAFT(16 << 20, 64 << 20),
  /** Replication, migration, forwarded calls, published messages: large, many. */
  DATA(16 << 20, 64 << 20);

  private final int maxPayloadBytes;
  private final int maxQueuedBytes;

  Link(int maxPayloadBytes, int maxQueuedBytes) {
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
}
