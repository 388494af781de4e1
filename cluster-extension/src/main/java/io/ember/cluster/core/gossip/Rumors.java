package io.ember.cluster.core.gossip;

import io.ember.cluster.model.NodeId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * News that are still to be spread: the newest about each member, least sent first, each sent a
 * bounded number of times (SWIM, section 4.1). Owner: the engine.
 */
final class Rumors {
  private static final class Rumor {
    final NodeUpdate update;
    final long order;
    int sent;

    Rumor(NodeUpdate update, long order) {
      this.update = update;
      this.order = order;
    }

    NodeId about() {
      return update.about().id();
    }
  }

  private static final Comparator<Rumor> LEAST_SENT_FIRST =
      Comparator.<Rumor>comparingInt(rumor -> rumor.sent)
          .thenComparing(Comparator.comparingLong((Rumor rumor) -> rumor.order).reversed());

  private final Map<NodeId, Rumor> byMember = new HashMap<>();

  /** The same rumors; one is taken out before its count changes. */
  private final TreeSet<Rumor> queue = new TreeSet<>(LEAST_SENT_FIRST);

  private long nextOrder;

  /**
   * Spreads this instead of older news about the same member. Past the bound the one that was sent
   * most makes room.
   */
  void add(NodeUpdate update) {
    remove(update.about().id());
    if (byMember.size() >= GossipConfig.MAX_RUMORS) {
      remove(queue.last().about());
    }
    put(new Rumor(update, nextOrder++));
  }

  private void put(Rumor rumor) {
    byMember.put(rumor.about(), rumor);
    queue.add(rumor);
  }

  void remove(NodeId member) {
    Rumor rumor = byMember.remove(member);
    if (rumor != null) {
      queue.remove(rumor);
    }
  }

  int count() {
    return byMember.size();
  }

  /**
   * {@return the updates for one message, which counts them as sent}
   *
   * @param first what comes before all others, be it still spread or not: a suspect is told of its
   *     own suspicion first (Lifeguard, buddy system); null for nothing
   */
  List<NodeUpdate> take(
      int mostUpdates, int mostBytes, int transmissions, @Nullable NodeUpdate first) {
    if (queue.isEmpty()) {
      return first == null ? List.of() : List.of(first);
    }
    List<NodeUpdate> taken = new ArrayList<>();
    List<Rumor> sent = new ArrayList<>();
    int bytes = 0;
    if (first != null) {
      taken.add(first);
      bytes += first.encodedBytes();
    }
    for (Rumor rumor : queue) {
      if (first != null && rumor.about().equals(first.about().id())) {
        continue;
      }
      int size = rumor.update.encodedBytes();
      if (taken.size() >= mostUpdates || bytes + size > mostBytes) {
        break; // what does not fit goes with the next datagram
      }
      bytes += size;
      taken.add(rumor.update);
      sent.add(rumor);
    }
    for (Rumor rumor : sent) {
      remove(rumor.about());
      if (++rumor.sent < transmissions) {
        put(rumor);
      }
    }
    return taken;
  }
}
