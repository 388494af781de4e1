package io.ember.cluster.control;

import io.ember.cluster.core.state.ClusterStateData;
import io.ember.cluster.core.state.ShardInfo;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The configuration as this node has applied it, for those who only look, and how often a shard has
 * got another primary in it. Written by control, read by any thread.
 */
final class ConfigurationRef {
  private final AtomicLong promotions = new AtomicLong();
  private volatile ClusterStateData data = ClusterStateData.EMPTY;

  ClusterStateData get() {
    return data;
  }

  long promotions() {
    return promotions.get();
  }

  void publish(ClusterStateData next) {
    ClusterStateData before = data;
    data = next;
    if (next.index() == before.index()) {
      return;
    }
    for (ShardInfo shard : next.shards().values()) {
      ShardInfo former = before.shards().get(shard.id());
      if (former != null && !former.primary().equals(shard.primary())) {
        promotions.incrementAndGet();
      }
    }
  }
}
