package io.ember.cluster.config;

import io.ember.engine.ConfigKey;
import io.ember.engine.EngineConfig;
import java.util.List;
import java.util.Set;

/**
 * The log by which nodes agree on the configuration of the cluster.
 *
 * @param maxVoters how many nodes vote: 1, 3, 5 or 7; the others follow
 * @param electionTimeoutMs after which silence of the leader a voter stands for election, spread up
 *     to twice as much; the heartbeat is half of it
 * @param snapshotEvery after how many entries the log is replaced by a snapshot
 */
public record RaftConfig(int maxVoters, long electionTimeoutMs, int snapshotEvery) {
  private static final Set<Integer> VOTER_COUNTS = Set.of(1, 3, 5, 7);

  static final ConfigKey<Integer> MAX_VOTERS =
      new ConfigKey<>(
          "ember.raft.max-voters",
          "5",
          "1, 3, 5 or 7",
          text -> {
            int count = Integer.parseInt(text);
            if (!VOTER_COUNTS.contains(count)) {
              throw new IllegalArgumentException();
            }
            return count;
          });
  static final ConfigKey<Long> ELECTION_TIMEOUT =
      ConfigKey.number("ember.raft.election-timeout-ms", 500, 50, 60_000);
  static final ConfigKey<Integer> SNAPSHOT_EVERY =
      Keys.count("ember.raft.snapshot-every", 10_000, 100, 100_000_000);

  /** Every key that the record reads. */
  public static final List<ConfigKey<?>> KEYS =
      List.of(MAX_VOTERS, ELECTION_TIMEOUT, SNAPSHOT_EVERY);

  /** {@return what the configuration says} */
  public static RaftConfig from(EngineConfig config) {
    return new RaftConfig(
        config.get(MAX_VOTERS), config.get(ELECTION_TIMEOUT), config.get(SNAPSHOT_EVERY));
  }
}
