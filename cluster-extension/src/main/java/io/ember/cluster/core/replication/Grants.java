package io.ember.cluster.core.replication;

import io.ember.cluster.model.NodeId;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Whom this node let serve, and when last: as long as that may be relied on, it must not help
 * anybody else to serve the shard. Owner thread: control.
 */
public final class Grants {
  /** Long before everything. */
  private static final long LONG_AGO = Long.MIN_VALUE / 4;

  private final Map<NodeId, Long> lastNs = new TreeMap<>();
  private long everybodyNs = LONG_AGO;

  /**
   * Counts as a grant to everybody: what was granted before is not known any more, or not how long
   * ago.
   */
  public void everybody(long nowNs) {
    everybodyNs = nowNs;
  }

  /** Notes a grant, with a clock read from after the beacon was received. */
  public void to(NodeId primary, long nowNs) {
    lastNs.merge(primary, nowNs, Math::max);
  }

  /** {@return when the last one was given} */
  public long lastNs() {
    long last = everybodyNs;
    for (long each : lastNs.values()) {
      last = Math.max(last, each);
    }
    return last;
  }

  /**
   * {@return whether nobody relies on any of them any more}
   *
   * @param settled nodes that know by now that they are not to rely on theirs
   */
  public boolean areOver(long nowNs, long graceNs, Set<NodeId> settled) {
    if (nowNs - everybodyNs < graceNs) {
      return false;
    }
    for (Map.Entry<NodeId, Long> each : lastNs.entrySet()) {
      if (nowNs - each.getValue() < graceNs && !settled.contains(each.getKey())) {
        return false;
      }
    }
    return true;
  }
}
