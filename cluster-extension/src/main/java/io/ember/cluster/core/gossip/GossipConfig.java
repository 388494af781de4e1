package io.ember.cluster.core.gossip;

/**
 * Timing and limits of failure detection.
 *
 * @param periodMs time between two probes; smaller finds failures sooner and costs more traffic
 * @param probeTimeoutMs wait for the direct answer before relays are asked; must be under the
 *     period
 * @param suspicionMultiplier a suspect is declared dead at the earliest after this times log10 of
 *     the members (at least 1) times the period; smaller blames slow members
 * @param indirectProbes relays that are asked
 * @param maxPiggyback most updates in one datagram
 */
public record GossipConfig(
    long periodMs,
    long probeTimeoutMs,
    int suspicionMultiplier,
    int indirectProbes,
    int maxPiggyback) {
  /** Those of the original system. */
  public static final GossipConfig DEFAULTS = new GossipConfig(1000, 500, 5, 3, 10);

  /** Bytes of one datagram, all that the bus adds included, so that no network has to cut it. */
  public static final int MAX_DATAGRAM_BYTES = 1400;

  /** Bytes that are kept free for what the bus adds: who, which run, a counter, a tag. */
  static final int BUS_BYTES = 80;

  /** Bytes of one message that goes as a datagram. */
  public static final int MAX_MESSAGE_BYTES = MAX_DATAGRAM_BYTES - BUS_BYTES;

  /** The longest suspicion is this times the shortest (Lifeguard, section IV-B). */
  static final int SUSPICION_MAX_FACTOR = 6;

  /** Independent confirmations after which a suspicion has its shortest length. */
  static final int SUSPICION_CONFIRMATIONS = 3;

  /** Transmissions of an update are at most this times log2 of the members. */
  static final int RETRANSMIT_FACTOR = 3;

  /** The local health score ends here (Lifeguard, section IV-A). */
  static final int MAX_HEALTH_SCORE = 8;

  /** Periods between two full exchanges with a random member. */
  static final int EXCHANGE_PERIODS = 30;

  /**
   * Periods for which a dead or departed member is remembered, so that old news do not bring it
   * back.
   */
  static final int TOMBSTONE_PERIODS = 3600;

  /**
   * How often a suspect is asked to contradict, a period apart, before it is declared dead: a
   * member that wakes late need not wait until its refutation has made its way to everybody.
   */
  static final int LAST_ASKS = 3;

  /** Relayed probes in one probe timeout; further requests are dropped. */
  static final int MAX_RELAYED = 64;

  /** Of these for one member, which never needs more than one or two. */
  static final int MAX_RELAYED_PER_MEMBER = 4;

  /** Refutations in one period, each of which is forced to disk; claims in between wait. */
  static final int MAX_REFUTATIONS_PER_PERIOD = 10;

  /** No node gets to this incarnation by its own: that would take a century. */
  static final long FREE_INCARNATION = 1L << 32;

  /**
   * How much an incarnation above {@link #FREE_INCARNATION} may rise at once by what others say, so
   * that no liar can push a member to the end of the numbers, where it could refute no more.
   */
  static final long MAX_INCARNATION_JUMP = 1024;

  /**
   * The same for what a member hears of itself. More, so that it catches up with whoever was led up
   * in many small steps; the end is still years of lies away, for refutations are paced.
   */
  static final long MAX_OWN_INCARNATION_JUMP = 1L << 32;

  /** The end of the incarnations. */
  static final long MAX_INCARNATION = 1L << 62;

  /** Most members that are kept; news of further ones are dropped and counted. */
  public static final int MAX_MEMBERS = 4096;

  /** Most news that wait to be spread. */
  static final int MAX_RUMORS = MAX_MEMBERS + 1;

  /** Longest list of members to probe; those that are gone stay in it up to the end of a pass. */
  static final int MAX_PROBE_ORDER = 2 * MAX_MEMBERS;

  public GossipConfig {
    require(periodMs >= 10 && periodMs <= 60_000, "periodMs must be in [10, 60000]", periodMs);
    require(
        probeTimeoutMs >= 1 && probeTimeoutMs < periodMs,
        "probeTimeoutMs must be in [1, periodMs)",
        probeTimeoutMs);
    require(
        suspicionMultiplier >= 1 && suspicionMultiplier <= 100,
        "suspicionMultiplier must be in [1, 100]",
        suspicionMultiplier);
    require(
        indirectProbes >= 0 && indirectProbes <= 16,
        "indirectProbes must be in [0, 16]",
        indirectProbes);
    require(
        maxPiggyback >= 1 && maxPiggyback <= 100, "maxPiggyback must be in [1, 100]", maxPiggyback);
  }

  private static void require(boolean holds, String rule, long value) {
    if (!holds) {
      throw new IllegalArgumentException(rule + ": " + value);
    }
  }

  long periodNs() {
    return periodMs * 1_000_000;
  }

  long probeTimeoutNs() {
    return probeTimeoutMs * 1_000_000;
  }

  /** {@return the window of a suspicion among that many members, this one included} */
  SuspicionWindow suspicionWindow(int members) {
    double scale = Math.max(1, Math.log10(Math.max(1, members)));
    long minNs = (long) (suspicionMultiplier * scale * periodNs());
    // Fewer members than can confirm: nobody must wait for confirmations that cannot come.
    int confirmations = Math.max(0, Math.min(SUSPICION_CONFIRMATIONS, members - 2));
    return new SuspicionWindow(
        minNs, confirmations == 0 ? minNs : SUSPICION_MAX_FACTOR * minNs, confirmations);
  }

  /** {@return whether others may say that a member got from one incarnation to the other} */
  static boolean isPlausible(long known, long claimed, long mostJump) {
    return claimed <= Math.min(MAX_INCARNATION, Math.max(known, FREE_INCARNATION) + mostJump);
  }

  /** {@return how often one update is sent among that many members, this one included} */
  static int transmissions(int members) {
    return Math.max(1, (int) Math.ceil(RETRANSMIT_FACTOR * Math.log(members + 1) / Math.log(2)));
  }
}
