package io.ember.cluster.raft;

import io.ember.cluster.config.RaftConfig;

/**
 * Times and bounds of the configuration log.
 *
 * @param maxVoters how many nodes may vote
 * @param electionTimeoutMs after which silence of the leader a voter stands for election, spread to
 *     twice as much. Lower finds a dead leader sooner and takes a slow one for dead; half of it is
 *     the heartbeat
 * @param snapshotEvery after how many entries the log is replaced by a snapshot
 * @param proposalTimeoutMs after which a proposal that nobody confirmed is undecided. Lower than an
 *     election takes, proposals during one fail without need
 * @param feedEntries how many applied entries are kept for nodes that follow
 * @param feedBytes how many bytes of them are kept
 */
public record RaftSettings(
    int maxVoters,
    long electionTimeoutMs,
    int snapshotEvery,
    long proposalTimeoutMs,
    int feedEntries,
    long feedBytes) {
  /** How long an entry can be; a longer one is refused when it is proposed. */
  public static final int MAX_ENTRY_BYTES = 1 << 20;

  private static final int PROPOSAL_ELECTIONS = 10;
  private static final int FEED_ENTRIES = 10_000;
  private static final long FEED_BYTES = 8L << 20;

  public RaftSettings {
    if (proposalTimeoutMs < 2 * electionTimeoutMs) {
      throw new IllegalArgumentException(
          "proposalTimeoutMs must be at least twice electionTimeoutMs: "
              + proposalTimeoutMs
              + ", "
              + electionTimeoutMs);
    }
  }

  /** {@return what the configuration says, and for the rest what follows from it} */
  public static RaftSettings from(RaftConfig config) {
    return new RaftSettings(
        config.maxVoters(),
        config.electionTimeoutMs(),
        config.snapshotEvery(),
        PROPOSAL_ELECTIONS * config.electionTimeoutMs(),
        FEED_ENTRIES,
        FEED_BYTES);
  }

  /** {@return how long a call to another voter may take} */
  long callTimeoutMs() {
    return 2 * electionTimeoutMs;
  }
}
