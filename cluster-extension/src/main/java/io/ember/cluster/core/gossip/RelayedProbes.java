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
 *
 * <p>A request keeps its place until its deadline even when it was answered before, so the bound on
 * places is a bound on the rate as well.
 */
final class RelayedProbes {
  /** Who asked, under which sequence of its own, and until when it gets an answer. */
  record Relayed(
      NodeId requester, Endpoint requesterBus, long sequence, NodeId target, long deadlineNs) {}

  private static final class Place {
    final Relayed relayed;
    boolean answered;

    Place(Relayed relayed) {
      this.relayed = relayed;
    }
  }

  private final Map<Long, Place> bySequence = new LinkedHashMap<>();

  /**
   * {@return whether there is room: requests past the bounds are dropped, so nobody can make this
   * node a flood, nor keep it busy for itself}
   */
  boolean add(long ownSequence, Relayed relayed) {
    if (bySequence.size() >= GossipConfig.MAX_RELAYED
        || countOf(relayed.requester()) >= GossipConfig.MAX_RELAYED_PER_MEMBER) {
      return false;
    }
    bySequence.put(ownSequence, new Place(relayed));
    return true;
  }

  private int countOf(NodeId requester) {
    int count = 0;
    for (Place place : bySequence.values()) {
      if (place.relayed.requester().equals(requester)) {
        count++;
      }
    }
    return count;
  }

  /** {@return the request that the answer belongs to and is the first of, or null} */
  @Nullable Relayed answered(long ownSequence, NodeId by) {
    Place place = bySequence.get(ownSequence);
    if (place == null || place.answered || !place.relayed.target().equals(by)) {
      return null;
    }
    place.answered = true;
    return place.relayed;
  }

  /** {@return those that got no answer in time, which are over} */
  List<Relayed> expired(long nowNs) {
    if (bySequence.isEmpty()) {
      return List.of();
    }
    List<Relayed> over = new ArrayList<>();
    for (Iterator<Place> all = bySequence.values().iterator(); all.hasNext(); ) {
      Place place = all.next();
      if (place.relayed.deadlineNs() <= nowNs) {
        all.remove();
        if (!place.answered) {
          over.add(place.relayed);
        }
      }
    }
    return over;
  }

  int count() {
    return bySequence.size();
  }

  void clear() {
    bySequence.clear();
  }
}
