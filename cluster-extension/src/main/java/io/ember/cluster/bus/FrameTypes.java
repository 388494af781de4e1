package io.ember.cluster.bus;

/**
 * Which part of a node understands which frame: each part numbers its own within its range. The
 * numbers are part of the protocol and are never used for anything else again. Stateless.
 */
public final class FrameTypes {
  /** The join exchange; the only frames that travel between clusters. */
  public static final int JOIN = 0x0001;

  /** Membership: {@code Exchange} and what else does not fit a datagram. */
  public static final int GOSSIP = 0x0100;

  /** The applied feed, state pulls, forwarded proposals and barriers. */
  public static final int STATE = 0x0200;

  /** The calls of the Raft library. */
  public static final int RAFT = 0x0300;

  /** Forwarded client calls. */
  public static final int CALLS = 0x0400;

  /** Published messages. */
  public static final int PUBSUB = 0x0500;

  /** Elections and beacons. */
  public static final int FAILOVER = 0x0600;

  /** Replication of slots. */
  public static final int REPLICATION = 0x0700;

  /** What a lane says about its logs in one turn: {@link Bulk}. */
  public static final int REPLICATION_BUNDLE = REPLICATION + 2;

  /** Migration of slots: {@link Bulk}. */
  public static final int MIGRATION = 0x0800;

  /** What a node tells of itself for the status pages of others. */
  public static final int FIGURES = 0x0900;

  /** The highest number. */
  public static final int MAX = 0xffff;

  private FrameTypes() {}

  /** {@return whether one-way frames of the type are {@link Bulk}} */
  static boolean isBulk(int type) {
    return type == REPLICATION_BUNDLE || type == MIGRATION;
  }

  /** {@return whether a node of another cluster that knows the secret may send it} */
  public static boolean isJoin(int type) {
    return type >= JOIN && type < GOSSIP;
  }
}
