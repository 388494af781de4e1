package io.ember.cluster.core.gossip;

import io.ember.cluster.model.Endpoint;
import io.ember.cluster.model.NodeId;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Probes that this node makes for others, by the sequence under which it makes them. Owner: the
 * engine.
 */
final class RelayedProbes {
  /** Who asked, under which sequence of its own, and until when it gets an answer. */
  record Relayed(
      NodeId requester, Endpoint requesterBus, long sequence, NodeId target, long deadlineNs) {}

  private final Map<Long, Relayed> bySequence = new LinkedHashMap<>();

  /**
   * {@return whether there is room: requests past the bound are dropped, so nobody can make this
   * node a flood}
   */
  boolean add(long ownSequence, Relayed relayed) {
    if (bySequence.size() >= GossipConfig.MAX_RELAYED) {
      return false;
    }
    bySequence.put(ownSequence, relayed);
    return true;
  }

  /** {@return the request that the answer belongs to, which is over, or null} */
  @Nullable Relayed answered(long ownSequence, NodeId by) {
    Relayed relayed = bySequence.get(ownSequence);
    if (relayed == null || !relayed.target().equals(by)) {
      return null;
    }
    bySequence.remove(ownSequence);
    return relayed;
  }

  /** {@return those that got no answer in time, which are over} */
  List<Relayed> expired(long nowNs) {
    List<Relayed> over = new ArrayList<>();
    for (Iterator<Relayed> all = bySequence.values().iterator(); all.hasNext(); ) {
      Relayed relayed = all.next();
      if (relayed.deadlineNs() <= nowNs) {
        over.add(relayed);
        all.remove();
      }
    }
    return over;
  }

  void clear() {
    bySequence.clear();
  }
}
