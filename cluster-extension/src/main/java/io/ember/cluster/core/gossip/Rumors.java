package io.ember.cluster.core.gossip;

import io.ember.cluster.model.NodeId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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
  }

  private static final Comparator<Rumor> LEAST_SENT_FIRST =
      Comparator.<Rumor>comparingInt(rumor -> rumor.sent)
          .thenComparing(Comparator.comparingLong((Rumor rumor) -> rumor.order).reversed());

  private final Map<NodeId, Rumor> byMember = new HashMap<>();
  private long nextOrder;

  /** Spreads this instead of older news about the same member. */
  void add(NodeUpdate update) {
    byMember.put(update.about().id(), new Rumor(update, nextOrder++));
  }

  void remove(NodeId member) {
    byMember.remove(member);
  }

  int count() {
    return byMember.size();
  }

  /**
   * {@return the updates for one message, which counts them as sent}
   *
   * @param first whose news come before all others: a suspect is told of its own suspicion first
   *     (Lifeguard, buddy system); null for nobody
   */
  List<NodeUpdate> take(int mostUpdates, int mostBytes, int transmissions, @Nullable NodeId first) {
    List<Rumor> candidates = new ArrayList<>(byMember.values());
    candidates.sort(
        Comparator.<Rumor>comparingInt(rumor -> rumor.update.about().id().equals(first) ? 0 : 1)
            .thenComparing(LEAST_SENT_FIRST));
    List<NodeUpdate> taken = new ArrayList<>();
    int bytes = 0;
    for (Rumor rumor : candidates) {
      int size = rumor.update.encodedBytes();
      if (taken.size() == mostUpdates || bytes + size > mostBytes) {
        break; // what does not fit goes with the next datagram
      }
      bytes += size;
      taken.add(rumor.update);
      if (++rumor.sent >= transmissions) {
        byMember.remove(rumor.update.about().id());
      }
    }
    return taken;
  }
}
