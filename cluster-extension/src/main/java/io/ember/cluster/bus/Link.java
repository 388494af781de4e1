package io.ember.cluster.bus;

/**
 * What a connection is for. Each link between two nodes has its own connection in each direction,
 * so that a small urgent frame never waits behind a large one.
 */
public enum Link {
  /** Membership, beacons, joins, the feed of the cluster's state: small and urgent. */
  CONTROL(1, 16 << 20, 32 << 20, 3_000),
  /** The calls of the consensus protocol. */
  RAFT(2, 16 << 20, 64 << 20, 5_000),
  /** Replication, migration, forwarded calls, published messages: large, many. */
  DATA(3, 16 << 20, 64 << 20, 10_000);

  private final byte code;
  private final int maxPayloadBytes;
  private final int maxQueuedBytes;
  private final int silenceMs;

  Link(int code, int maxPayloadBytes, int maxQueuedBytes, int silenceMs) {
    this.code = (byte) code;
    this.maxPayloadBytes = maxPayloadBytes;
    this.maxQueuedBytes = maxQueuedBytes;
    this.silenceMs = silenceMs;
  }

  /** {@return its number in the protocol} */
  byte code() {
    return code;
  }

  /**
   * {@return the link with a number}
   *
   * @throws RefusedException if there is none
   */
  static Link of(byte code) {
    for (Link link : values()) {
      if (link.code == code) {
        return link;
      }
    }
    throw new RefusedException(Refusal.MALFORMED, "no link has number " + code);
  }

  /** {@return the longest frame, checked by the receiver before it makes room for it} */
  public int maxPayloadBytes() {
    return maxPayloadBytes;
  }

  /** {@return how much may wait to be sent to one node; what comes on top is refused} */
  public int maxQueuedBytes() {
    return maxQueuedBytes;
  }

  /**
   * {@return how long a connection may stay without a sign of the other side while one is due} A
   * longer one costs time after a network that swallowed everything; a shorter one cuts connections
   * that are busy with a large frame.
   */
  int silenceMs() {
    return silenceMs;
  }
}
