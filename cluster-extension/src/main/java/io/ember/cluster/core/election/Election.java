package io.ember.cluster.core.election;

import io.ember.cluster.model.NodeId;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.LongSupplier;

/**
 * A replica's attempts to become the primary of its shard, in one epoch: it waits by its rank, asks
 * the voters, and with a majority of them proposes its promotion; else it rests for a random while
 * and begins the next round. Owner thread: control.
 */
public final class Election {
  private static final long MS = 1_000_000;
  private static final long RANK_NS = 150 * MS;
  private static final long SPREAD_NS = 60 * MS;
  private static final long ANSWER_NS = 300 * MS;
  private static final long REST_NS = 400 * MS;

  private enum Phase {
    IDLE,
    WAITING,
    ASKING,
    PROPOSING
  }

  /** What is to be done now. */
  public enum Action {
    NOTHING,
    /** Ask the voters, in {@link #round}. */
    ASK,
    /** Propose the promotion. */
    PROPOSE
  }

  private final LongSupplier random;
  private final Set<NodeId> granted = new TreeSet<>();
  private Phase phase = Phase.IDLE;
  private long round;
  private long untilNs;

  /**
   * @param random of this core
   */
  public Election(LongSupplier random) {
    this.random = random;
  }

  /** {@return the round in which votes are asked for} */
  public long round() {
    return round;
  }

  /**
   * Time has passed.
   *
   * @param isWanted whether there is reason to become primary, and nothing against it
   * @param rank how many members are further
   * @param voters who votes
   */
  public Action tick(long nowNs, boolean isWanted, int rank, Set<NodeId> voters) {
    if (!isWanted) {
      phase = phase == Phase.PROPOSING ? phase : Phase.IDLE;
      return Action.NOTHING;
    }
    switch (phase) {
      case IDLE -> {
        phase = Phase.WAITING;
        untilNs = nowNs + rank * RANK_NS + upTo(SPREAD_NS);
        return Action.NOTHING;
      }
      case WAITING -> {
        if (nowNs < untilNs || voters.isEmpty()) {
          return Action.NOTHING;
        }
        phase = Phase.ASKING;
        round++;
        granted.clear();
        untilNs = nowNs + ANSWER_NS;
        return Action.ASK;
      }
      case ASKING -> {
        if (hasMajority(voters)) {
          phase = Phase.PROPOSING;
          return Action.PROPOSE;
        }
        if (nowNs >= untilNs) {
          rest(nowNs);
        }
        return Action.NOTHING;
      }
      case PROPOSING -> {
        return Action.NOTHING;
      }
    }
    throw new AssertionError(phase);
  }

  private boolean hasMajority(Set<NodeId> voters) {
    return granted.stream().filter(voters::contains).count() > voters.size() / 2;
  }

  private long upTo(long ns) {
    return Math.floorMod(random.getAsLong(), ns);
  }

  private void rest(long nowNs) {
    phase = Phase.WAITING;
    untilNs = nowNs + upTo(REST_NS);
  }

  /** A voter has answered. */
  public void answered(NodeId voter, ElectionMessage.Answer answer) {
    if (phase == Phase.ASKING && answer.round() == round && answer.isGranted()) {
      granted.add(voter);
    } else if (answer.lastRound() > round) {
      round = answer.lastRound(); // the next one goes beyond it
    }
  }

  /** The proposal did not make this node primary, or nobody knows. */
  public void failed(long nowNs) {
    rest(nowNs);
  }
}
