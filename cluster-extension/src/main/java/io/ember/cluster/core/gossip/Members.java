package io.ember.cluster.core.gossip;

import io.ember.cluster.model.NodeId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The other members, and the one place where news of them are accepted or not. Owner: the engine.
 *
 * <p>Precedence: {@code Alive(i) < Suspect(i) < Dead(i) < Left(i) < Alive(i + 1)}. Only Alive adds
 * a member.
 */
final class Members {
  /** Ordered by id, so that the same inputs give the same outputs. */
  private final Map<NodeId, MemberState> byId = new TreeMap<>();

  private final Consumer<GossipEvent> events;
  private long refusedCount;

  Members(Consumer<GossipEvent> events) {
    this.events = events;
  }

  @Nullable MemberState get(NodeId id) {
    return byId.get(id);
  }

  /** {@return whether that member is known and takes part} */
  boolean isPresent(NodeId id) {
    MemberState state = byId.get(id);
    return state != null && state.isPresent();
  }

  /** {@return members with this node, as far as they take part} */
  int presentCount() {
    int count = 1;
    for (MemberState state : byId.values()) {
      if (state.isPresent()) {
        count++;
      }
    }
    return count;
  }

  List<NodeId> presentIds() {
    List<NodeId> ids = new ArrayList<>();
    for (MemberState state : byId.values()) {
      if (state.isPresent()) {
        ids.add(state.info().id());
      }
    }
    return ids;
  }

  List<MemberInfo> all() {
    List<MemberInfo> infos = new ArrayList<>();
    byId.values().forEach(state -> infos.add(state.info()));
    return infos;
  }

  List<MemberState> withStatus(MemberStatus status) {
    List<MemberState> found = new ArrayList<>();
    for (MemberState state : byId.values()) {
      if (state.status() == status) {
        found.add(state);
      }
    }
    return found;
  }

  /** {@return news that were dropped since there are too many members} */
  long refusedCount() {
    return refusedCount;
  }

  /** {@return whether the news changed something, so that they are worth telling on} */
  boolean accept(MemberInfo news, NodeId teller, long nowNs) {
    MemberState known = byId.get(news.id());
    if (known == null) {
      return add(news, nowNs);
    }
    MemberInfo before = known.info();
    if (!news.status().overrides(news.incarnation(), before.status(), before.incarnation())) {
      // Another one who suspects the same: counts, and is told on so that others may count it as
      // well.
      return news.status() == MemberStatus.SUSPECT
          && before.status() == MemberStatus.SUSPECT
          && news.incarnation() == before.incarnation()
          && known.confirmations() < GossipConfig.SUSPICION_CONFIRMATIONS
          && known.addTeller(teller);
    }
    // Only the member itself says where it is.
    MemberInfo after =
        news.status() == MemberStatus.ALIVE
            ? news
            : new MemberInfo(news.id(), before.bus(), news.incarnation(), news.status());
    known.become(after, nowNs);
    if (after.status() == MemberStatus.SUSPECT) {
      known.addTeller(teller);
    }
    tell(before, after);
    return true;
  }

  private boolean add(MemberInfo news, long nowNs) {
    if (news.status() != MemberStatus.ALIVE) {
      return false;
    }
    if (byId.size() >= GossipConfig.MAX_MEMBERS) {
      refusedCount++;
      return false;
    }
    byId.put(news.id(), new MemberState(news, nowNs));
    events.accept(new GossipEvent.MemberJoined(news));
    return true;
  }

  private void tell(MemberInfo before, MemberInfo after) {
    if (!after.bus().equals(before.bus())) {
      events.accept(new GossipEvent.AddressChanged(after));
    }
    if (after.status() == before.status()) {
      return;
    }
    switch (after.status()) {
      case ALIVE ->
          events.accept(
              before.status() == MemberStatus.SUSPECT
                  ? new GossipEvent.MemberAlive(after)
                  : new GossipEvent.MemberJoined(after));
      case SUSPECT -> events.accept(new GossipEvent.MemberSuspected(after));
      case DEAD -> events.accept(new GossipEvent.MemberFailed(after));
      case LEFT -> events.accept(new GossipEvent.MemberLeft(after));
    }
  }

  /** Buries a member: what is still said of it up to this incarnation does not bring it back. */
  void bury(NodeId id, long nowNs) {
    MemberState state = byId.get(id);
    if (state != null && state.status() != MemberStatus.LEFT) {
      MemberInfo before = state.info();
      state.become(before.with(MemberStatus.LEFT), nowNs);
      tell(before, state.info());
    }
  }

  /** Forgets those that have been gone for long. */
  void reap(long nowNs, long afterNs) {
    byId.values().removeIf(state -> !state.isPresent() && nowNs - state.sinceNs() >= afterNs);
  }

  /** Takes a stall of our own out of every suspicion. */
  void forgive(long stallNs) {
    for (MemberState state : withStatus(MemberStatus.SUSPECT)) {
      state.forgive(stallNs);
    }
  }
}
