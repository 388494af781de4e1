package io.ember.cluster.metrics;

import io.ember.cluster.admin.NodeServices;
import io.ember.cluster.core.replication.Permit;
import io.ember.cluster.core.replication.ShardView;
import io.ember.cluster.lane.LaneCounters;
import io.ember.cluster.lane.LaneGroup;
import io.ember.cluster.session.TrafficFigures;
import io.ember.engine.MemoryBudget;
import java.util.List;
import java.util.TreeMap;

/**
 * Where the figures of this node come from. All of it was published by its owners, so reading it
 * makes nobody wait. Any thread.
 *
 * @param progress what is being moved from here
 */
public record NodeSource(NodeServices services, LaneGroup lanes, MigrationProgress progress) {
  /** {@return the figures of this moment, for another node} */
  public byte[] encodeFigures() {
    return FiguresCodec.encode(figures());
  }

  NodeFigures figures() {
    TrafficFigures traffic = services.traffic();
    MemoryBudget memory = services.engine().memory();
    List<LaneCounters> counters = lanes.counters();
    long nowNs = System.nanoTime();
    return new NodeFigures(
        nowNs,
        new NodeFigures.Traffic(
            services.sessions().count(),
            traffic.executedCalls(),
            traffic.errorReplies(),
            traffic.receivedBytes(),
            traffic.sentBytes(),
            traffic.durations()),
        new NodeFigures.Data(
            memory.entryCount(),
            memory.usedBytes(),
            memory.limitBytes(),
            sum(counters, LaneCounters::hits),
            sum(counters, LaneCounters::misses),
            sum(counters, LaneCounters::expired),
            sum(counters, LaneCounters::evicted)),
        new NodeFigures.Lanes(counters.size(), sum(counters, LaneCounters::busyNanos)),
        lease(nowNs),
        lanes.logFigures(),
        new TreeMap<>(progress.moved()));
  }

  private static long sum(
      List<LaneCounters> counters, java.util.function.ToLongFunction<LaneCounters> of) {
    return counters.stream().mapToLong(of).sum();
  }

  private NodeFigures.Lease lease(long nowNs) {
    if (!services.clusterEnabled()) {
      return new NodeFigures.Lease(true, NodeFigures.Lease.UNLIMITED);
    }
    Permit permit = lanes.permit();
    boolean serves =
        lanes.logFigures().role() == ShardView.Role.PRIMARY && permit.allows(permit.epoch(), nowNs);
    long untilNs = permit.servesUntilNs();
    if (untilNs == Permit.FOREVER) {
      return new NodeFigures.Lease(serves, NodeFigures.Lease.UNLIMITED);
    }
    return new NodeFigures.Lease(
        serves, untilNs == Permit.NEVER ? 0 : Math.max(0, untilNs - nowNs));
  }
}
