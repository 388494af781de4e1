package io.ember.cluster.core.replication;

import io.ember.cluster.model.NodeId;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How far some logs of a node are, and their copies: for people, nothing is decided by it.
 * Positions are sums over logs, so those of a primary and of its replicas can be compared.
 * Immutable.
 *
 * @param role what the node is in its shard
 * @param epoch of the shard
 * @param position records that were ever appended
 * @param committed those that every counted node has, as far as this one knows
 * @param replicas of a primary
 */
public record LogFigures(
    ShardView.Role role,
    long epoch,
    long position,
    long committed,
    SortedMap<NodeId, ReplicaFigures> replicas) {
  /** Of no log. */
  public static final LogFigures NONE =
      new LogFigures(ShardView.Role.NONE, 0, 0, 0, new TreeMap<>());

  /**
   * How far a replica is, as its primary knows.
   *
   * @param position records that it has acknowledged
   * @param lagNs for how long it has been without what was there at the time; 0 if it has all
   * @param progress the worst of all logs
   */
  public record ReplicaFigures(long position, long lagNs, Progress progress) {
    ReplicaFigures plus(ReplicaFigures other) {
      return new ReplicaFigures(
          position + other.position,
          Math.max(lagNs, other.lagNs),
          progress.compareTo(other.progress) < 0 ? progress : other.progress);
    }
  }

  public LogFigures {
    replicas = Collections.unmodifiableSortedMap(new TreeMap<>(replicas));
  }

  /** {@return those of both: of logs in the same role and epoch, else those of the later epoch} */
  public LogFigures plus(LogFigures other) {
    if (role != other.role || epoch != other.epoch) {
      return other.epoch > epoch ? other : this;
    }
    SortedMap<NodeId, ReplicaFigures> all = new TreeMap<>(replicas);
    other.replicas.forEach((id, figures) -> all.merge(id, figures, ReplicaFigures::plus));
    return new LogFigures(role, epoch, position + other.position, committed + other.committed, all);
  }
}
