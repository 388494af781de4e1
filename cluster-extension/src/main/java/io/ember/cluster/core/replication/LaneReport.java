package io.ember.cluster.core.replication;

import io.ember.cluster.core.migration.MigrationReport;
import io.ember.cluster.model.NodeId;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a lane tells the control half. Immutable.
 *
 * @param lane which one
 * @param view the number of the view by which it acts
 * @param position a sum over the lane's logs that is higher the more they hold, for ranks
 * @param isComplete whether its data is a complete copy of some state of the shard
 * @param isHandedOver whether nothing begins any more and every counted node has everything
 * @param replicas how each replica does, on a primary
 * @param migrations how those are that are under way, on a primary
 */
public record LaneReport(
    int lane,
    long view,
    long position,
    boolean isComplete,
    boolean isHandedOver,
    SortedMap<NodeId, ReplicaState> replicas,
    List<MigrationReport> migrations) {
  /** How one replica does, in which of its runs. */
  public record ReplicaState(long run, Progress progress) {}

  public LaneReport {
    replicas = Collections.unmodifiableSortedMap(new TreeMap<>(replicas));
    migrations = List.copyOf(migrations);
  }
}
