package io.ember.cluster.core.gossip;

import io.ember.cluster.model.NodeId;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The other members, and the one place where news of them are accepted or not. Owner: the engine.
 *
 * <p>Precedence: {@code Alive(i) < Suspect(i) < Dead(i) < Left(i) < Alive(i + 1)}. Only Alive adds
 * a member. There are never more than {@link GossipConfig#MAX_MEMBERS}, tombstones included.
 */
final class Members {
  /** Ordered by id, so that the same inputs give the same outputs. */
  private final Map<NodeId, MemberState> byId = new TreeMap<>();

  private final Map<NodeId, MemberState> suspects = new TreeMap<>();

  /** The tombstones, oldest first. */
  private final Map<NodeId, MemberState> gone = new LinkedHashMap<>();

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

  /** {@return all that are known, without this node} */
  int count() {
    return byId.size();
  }

  /** {@return members with this node, as far as they take part} */
  int presentCount() {
    return 1 + byId.size() - gone.size();
  }

  List<NodeId> presentIds() {
    List<NodeId> ids = new ArrayList<>(byId.size());
    for (MemberState state : byId.values()) {
      if (state.isPresent()) {
        ids.add(state.info().id());
      }
    }
    return ids;
  }

  /**
   * {@return members that take part, of those that spoke for themselves; of all if none did} Who is
   * made up by others is no partner for an exchange.
   */
  List<NodeId> presentPartners() {
    List<NodeId> heard = new ArrayList<>();
    for (MemberState state : byId.values()) {
      if (state.isPresent() && state.isHeard()) {
        heard.add(state.info().id());
      }
    }
    return heard.isEmpty() ? presentIds() : heard;
  }

  /** {@return members that once spoke for themselves and are said to be gone, but not forgotten} */
  List<NodeId> lostPartners() {
    List<NodeId> lost = new ArrayList<>();
    for (MemberState state : gone.values()) {
      if (state.isHeard() && !state.isForgotten()) {
        lost.add(state.info().id());
      }
    }
    return lost;
  }

  List<MemberInfo> all() {
    List<MemberInfo> infos = new ArrayList<>(byId.size());
    byId.values().forEach(state -> infos.add(state.info()));
    return infos;
  }

  /** {@return a copy, for the caller changes what is believed of them} */
  List<MemberState> suspects() {
    return suspects.isEmpty() ? List.of() : List.copyOf(suspects.values());
  }

  /** {@return news that were dropped since there are too many members} */
  long refusedCount() {
    return refusedCount;
  }

  /**
   * {@return whether the news changed something, so that they are worth telling on}
   *
   * @param direct whether the member itself says so
   */
  boolean accept(MemberInfo news, NodeId teller, boolean direct, long nowNs) {
    MemberState known = byId.get(news.id());
    // Of itself a member may say anything: it spoils only its own numbers.
    long mostJump = direct ? GossipConfig.MAX_INCARNATION : GossipConfig.MAX_INCARNATION_JUMP;
    long knownIncarnation = known == null ? 0 : known.info().incarnation();
    if (!GossipConfig.isPlausible(knownIncarnation, news.incarnation(), mostJump)) {
      return false;
    }
    if (known == null) {
      return add(news, direct, nowNs);
    }
    MemberInfo before = known.info();
    if (!news.status().overrides(news.incarnation(), before.status(), before.incarnation())) {
      return confirms(known, news, teller);
    }
    // Only the member itself says where it is.
    MemberInfo after =
        news.status() == MemberStatus.ALIVE
            ? news
            : new MemberInfo(news.id(), before.bus(), news.incarnation(), news.status());
    change(known, after, nowNs);
    if (after.status() == MemberStatus.SUSPECT) {
      known.addTeller(teller);
    }
    return true;
  }

  /**
   * {@return whether another one suspects the same} That counts, and is told on so that others may
   * count it as well.
   */
  private static boolean confirms(MemberState known, MemberInfo news, NodeId teller) {
    return news.status() == MemberStatus.SUSPECT
        && known.status() == MemberStatus.SUSPECT
        && news.incarnation() == known.info().incarnation()
        && known.confirmations() < GossipConfig.SUSPICION_CONFIRMATIONS
        && known.addTeller(teller);
  }

  private boolean add(MemberInfo news, boolean direct, long nowNs) {
    if (news.status() != MemberStatus.ALIVE) {
      return false;
    }
    if (byId.size() >= GossipConfig.MAX_MEMBERS && !(direct && evict(nowNs))) {
      refusedCount++;
      return false;
    }
    byId.put(news.id(), new MemberState(news, nowNs));
    events.accept(new GossipEvent.MemberJoined(news));
    return true;
  }

  /**
   * Makes room for one that speaks for itself: the oldest tombstone goes, else one that is known by
   * hearsay only. {@return whether there is room}
   */
  private boolean evict(long nowNs) {
    Iterator<MemberState> candidates =
        gone.isEmpty() ? byId.values().iterator() : gone.values().iterator();
    while (candidates.hasNext()) {
      MemberState candidate = candidates.next();
      if (!candidate.isPresent() || !candidate.isHeard()) {
        if (candidate.isPresent()) {
          change(candidate, candidate.info().with(MemberStatus.DEAD), nowNs);
        }
        remove(candidate.info().id());
        return true;
      }
    }
    return false;
  }

  private void remove(NodeId id) {
    byId.remove(id);
    suspects.remove(id);
    gone.remove(id);
  }

  private void change(MemberState state, MemberInfo after, long nowNs) {
    MemberInfo before = state.info();
    state.become(after, nowNs);
    suspects.remove(after.id());
    gone.remove(after.id());
    if (!state.isPresent()) {
      gone.put(after.id(), state);
    } else if (after.status() == MemberStatus.SUSPECT) {
      suspects.put(after.id(), state);
    }
    tell(before, after);
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
    if (state == null) {
      return;
    }
    if (state.status() != MemberStatus.LEFT) {
      change(state, state.info().with(MemberStatus.LEFT), nowNs);
    }
    state.forget();
  }

  /** Forgets those that have been gone for long. */
  void reap(long nowNs, long afterNs) {
    while (!gone.isEmpty()) {
      MemberState oldest = gone.values().iterator().next();
      if (nowNs - oldest.sinceNs() < afterNs) {
        return;
      }
      remove(oldest.info().id());
    }
  }

  /** Takes a stall of our own out of every suspicion. */
  void forgive(long stallNs) {
    suspects.values().forEach(state -> state.forgive(stallNs));
  }
}
