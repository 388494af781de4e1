package io.ember.cluster.core.replication;

import io.ember.cluster.core.SafetyRule;
import io.ember.cluster.core.SafetyRules;
import io.ember.cluster.core.replication.LaneReport.ReplicaState;
import io.ember.cluster.model.NodeId;
import io.ember.cluster.model.SlotSet;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What a node decides as the primary of a shard in one epoch: who counts, who is added to the
 * in-sync set and who is dropped, until when it may serve, and the hand-over to a replica.
 *
 * <p>Nothing of it is a fact before it was applied: whoever is being added counts already, whoever
 * is being dropped counts still. Owner thread: control.
 */
public final class PrimaryDuty {
  private static final long PROPOSAL_PAUSE_NS = 100_000_000;

  private final ReplicationSettings settings;
  private final SafetyRules rules;
  private final Leases leases;
  private final Map<Integer, LaneReport> reports = new TreeMap<>();
  private final Map<NodeId, Long> positions = new TreeMap<>();
  private final Set<NodeId> answeredHere = new TreeSet<>();
  private final boolean wasReplicated;
  private Shard shard;
  private @Nullable Addition adding;
  private @Nullable HandOver handOver;
  private @Nullable SortedMap<NodeId, Long> proposed;

  /** The version at which something was proposed whose fate nobody knows; it ends with it. */
  private long doubtfulVersion = -1;

  private long nextBeaconNs;
  private long nextProposalNs = Long.MIN_VALUE;
  private long lastTickNs;
  private boolean isWaitOver;

  /** A node on its way into the set. */
  private static final class Addition {
    final NodeId node;
    final long run;
    final long sinceNs;
    long countedFromView = Long.MAX_VALUE;
    long proposedAtVersion = -1;

    Addition(NodeId node, long run, long sinceNs) {
      this.node = node;
      this.run = run;
      this.sinceNs = sinceNs;
    }
  }

  /** A replica is to take over. */
  private static final class HandOver {
    final NodeId to;
    final long run;
    final long sinceNs;
    long fromView = Long.MAX_VALUE;
    long proposedAtVersion = -1;
    boolean isOpen;

    HandOver(NodeId to, long run, long sinceNs) {
      this.to = to;
      this.run = run;
      this.sinceNs = sinceNs;
    }
  }

  /** A planned promotion that is to be proposed. */
  public record Promotion(NodeId node, long run, long epoch, long version) {}

  /**
   * @param shard in which this node is primary
   */
  public PrimaryDuty(ReplicationSettings settings, SafetyRules rules, Shard shard, long nowNs) {
    this.settings = settings;
    this.rules = rules;
    this.shard = shard;
    leases = new Leases(rules, settings.leaseNs());
    wasReplicated = shard.everReplicated();
    nextBeaconNs = nowNs;
    lastTickNs = nowNs;
  }

  /** {@return the epoch of the duty} */
  public long epoch() {
    return shard.epoch();
  }

  /** The configuration has got further, in the same epoch. */
  public void applied(Shard next) {
    shard = next;
    Addition addition = adding;
    if (addition != null && addition.proposedAtVersion >= 0) {
      if (next.version() > addition.proposedAtVersion) {
        adding = null; // it is a member now, or never will be by what was proposed
      }
    } else if (addition != null && !isReplica(addition.node, addition.run)) {
      adding = null;
    }
    HandOver over = handOver;
    if (over != null && over.proposedAtVersion >= 0 && next.version() > over.proposedAtVersion) {
      handOver = null; // still primary at a higher version: it cannot be applied any more
    }
  }

  private boolean isReplica(NodeId node, long run) {
    Long known = shard.nodes().get(node);
    return known != null && known == run && !node.equals(shard.primary());
  }

  // ---- beacons and leases

  /**
   * Time has passed.
   *
   * @param wallMs the wall clock, read not later than the other one
   * @return the beacon to send to all replicas, or null if none is due
   */
  public ShardMessage.@Nullable Beacon beacon(long nowNs, long wallMs, boolean serves) {
    boolean stalled = nowNs - lastTickNs > settings.leaseNs() / 2;
    lastTickNs = nowNs;
    if (stalled) {
      leases.forgive(nowNs);
    }
    if (nowNs < nextBeaconNs || shard.replicas().isEmpty()) {
      return null;
    }
    nextBeaconNs = nowNs + settings.leaseNs() / 4;
    long number = leases.send(nowNs, wallMs, shard.replicas());
    return new ShardMessage.Beacon(
        shard.id(), shard.epoch(), number, serves, new TreeMap<>(positions));
  }

  public void answered(long nowNs, NodeId from, ShardMessage.BeaconAnswer answer) {
    if (answer.epoch() == shard.epoch() && isReplica(from, answer.run())) {
      leases.answered(nowNs, from, answer.run(), answer.number());
      positions.put(from, answer.position());
      answeredHere.add(from);
      if (answer.number() == ShardMessage.BeaconAnswer.UNASKED) {
        nextBeaconNs = nowNs; // it can answer one from now on
      }
    }
  }

  /** The machine was suspended: nothing that was measured before says anything. */
  public void suspended(long nowNs) {
    leases.drop(nowNs);
    isWaitOver = false;
  }

  /** {@return until when replies may be released, as of now} */
  public Permit permit(long nowNs, Grants grants) {
    boolean mustWait = wasReplicated && rules.holds(SafetyRule.PROMOTED_WAITS);
    isWaitOver = isWaitOver || !mustWait || grants.areOver(nowNs, settings.graceNs(), answeredHere);
    SortedMap<NodeId, Long> counted = counted();
    if (counted.isEmpty()) {
      return Permit.unlimited(shard.epoch(), isWaitOver);
    }
    boolean every = rules.holds(SafetyRule.LEASE_NEEDS_EVERY_COUNTED_NODE);
    long untilNs = every ? Permit.FOREVER : Permit.NEVER;
    long untilWallMs = untilNs;
    for (Map.Entry<NodeId, Long> node : counted.entrySet()) {
      long each = leases.untilNs(node.getKey(), node.getValue());
      long eachWallMs = leases.untilWallMs(node.getKey(), node.getValue());
      untilNs = every ? Math.min(untilNs, each) : Math.max(untilNs, each);
      untilWallMs = every ? Math.min(untilWallMs, eachWallMs) : Math.max(untilWallMs, eachWallMs);
    }
    return new Permit(shard.epoch(), untilNs, untilWallMs, isWaitOver);
  }

  // ---- who counts

  /** {@return whose acknowledgements and leases are needed, by run; without this node} */
  public SortedMap<NodeId, Long> counted() {
    SortedMap<NodeId, Long> counted = new TreeMap<>(shard.members());
    counted.remove(settings.self());
    Addition addition = adding;
    if (addition != null && rules.holds(SafetyRule.ADDED_COUNTS_BEFORE_THE_PROPOSAL)) {
      counted.put(addition.node, addition.run);
    }
    SortedMap<NodeId, Long> wanted = proposed;
    if (wanted != null && !rules.holds(SafetyRule.DROPPED_COUNTS_UNTIL_APPLIED)) {
      counted.keySet().retainAll(wanted.keySet());
    }
    return counted;
  }

  /**
   * {@return what the lanes have to know; its number is not set}
   *
   * @param slots that this node owns
   */
  public ShardView view(SlotSet slots) {
    return new ShardView(
        0,
        ShardView.Role.PRIMARY,
        shard.epoch(),
        shard.primary(),
        slots,
        counted(),
        shard.replicas(),
        shard.members().size() >= settings.minInSync(),
        handOver != null);
  }

  /** The lanes were told, with this number. */
  public void viewed(ShardView view) {
    Addition addition = adding;
    if (addition != null && view.counted().containsKey(addition.node)) {
      addition.countedFromView = Math.min(addition.countedFromView, view.number());
    }
    HandOver over = handOver;
    if (over != null && view.handsOver()) {
      over.fromView = Math.min(over.fromView, view.number());
    }
  }

  public void reported(LaneReport report) {
    reports.put(report.lane(), report);
  }

  /**
   * {@return whether all lanes say at least that of a replica, acting on that view or a later one}
   */
  private boolean allSay(NodeId node, long run, Progress atLeast, long view) {
    if (reports.size() < settings.laneCount()) {
      return false;
    }
    for (LaneReport report : reports.values()) {
      ReplicaState state = report.replicas().get(node);
      if (report.view() < view
          || state == null
          || state.run() != run
          || state.progress().compareTo(atLeast) < 0) {
        return false;
      }
    }
    return true;
  }

  private boolean anySaysItMustLeave(NodeId node, long run) {
    for (LaneReport report : reports.values()) {
      ReplicaState state = report.replicas().get(node);
      if (state != null && state.run() == run && state.progress() == Progress.MUST_LEAVE) {
        return true;
      }
    }
    return false;
  }

  private boolean isUnfit(long nowNs, NodeId node, long run) {
    return anySaysItMustLeave(node, run) || leases.isSilent(nowNs, node, run);
  }

  /**
   * Decides about the in-sync set.
   *
   * @return the set to propose, at the present epoch and version; null for no change
   */
  public @Nullable SortedMap<NodeId, Long> wantedSet(long nowNs) {
    chooseAddition(nowNs);
    if (proposed != null || nowNs < nextProposalNs) {
      return null;
    }
    SortedMap<NodeId, Long> wanted = new TreeMap<>(shard.members());
    wanted
        .entrySet()
        .removeIf(
            member ->
                !member.getKey().equals(settings.self())
                    && isUnfit(nowNs, member.getKey(), member.getValue()));
    Addition addition = adding;
    if (addition != null && mayBeProposed(nowNs, addition)) {
      wanted.put(addition.node, addition.run);
    }
    HandOver over = handOver;
    boolean isSettling =
        isInDoubt() || (over != null && over.proposedAtVersion >= 0 && !over.isOpen);
    if (wanted.equals(shard.members()) && !isSettling) {
      return null;
    }
    if (!rules.holds(SafetyRule.ADDITION_IS_GIVEN_UP) && wanted.equals(shard.members())) {
      return null;
    }
    if (addition != null && wanted.containsKey(addition.node)) {
      addition.proposedAtVersion = shard.version();
    }
    proposed = wanted;
    return wanted;
  }

  private boolean mayBeProposed(long nowNs, Addition addition) {
    if (handOver != null || isUnfit(nowNs, addition.node, addition.run)) {
      return false;
    }
    return rules.holds(SafetyRule.ADDED_COUNTS_BEFORE_THE_PROPOSAL)
        ? allSay(addition.node, addition.run, Progress.COUNTED, addition.countedFromView)
        : allSay(addition.node, addition.run, Progress.CAUGHT_UP, 0);
  }

  private void chooseAddition(long nowNs) {
    Addition addition = adding;
    if (addition != null) {
      boolean isTried = addition.proposedAtVersion >= 0;
      boolean takesTooLong = nowNs - addition.sinceNs > settings.maxLagNs();
      boolean isHopeless = isUnfit(nowNs, addition.node, addition.run) || takesTooLong;
      if (!isTried && isHopeless) {
        adding = null; // nobody was asked to add it, so it need not count any more
      }
      return;
    }
    if (handOver != null) {
      return;
    }
    for (Map.Entry<NodeId, Long> replica : shard.replicas().entrySet()) {
      NodeId node = replica.getKey();
      long run = replica.getValue();
      if (!shard.hasMember(node, run)
          && allSay(node, run, Progress.CAUGHT_UP, 0)
          && leases.untilNs(node, run) > nowNs) {
        adding = new Addition(node, run, nowNs);
        return;
      }
    }
  }

  /**
   * The proposal of a set was applied, or never will be, or nobody knows. The next one is made
   * after a while, so that a log without a leader is not asked without end.
   */
  public void setDecided(long nowNs, boolean isUndecided) {
    proposed = null;
    nextProposalNs = nowNs + PROPOSAL_PAUSE_NS;
    if (isUndecided) {
      doubtfulVersion = shard.version();
    }
    Addition addition = adding;
    if (!isInDoubt() && addition != null && addition.proposedAtVersion >= shard.version()) {
      addition.proposedAtVersion = -1; // not in force, and cannot be by what was proposed
    }
  }

  private boolean isInDoubt() {
    return doubtfulVersion >= shard.version();
  }

  // ---- handing over

  /** {@return whether this node now tries to hand over to a replica} */
  public boolean handOver(long nowNs, NodeId to, long run) {
    if (handOver != null || !shard.hasMember(to, run) || to.equals(settings.self())) {
      return false;
    }
    handOver = new HandOver(to, run, nowNs);
    return true;
  }

  /** {@return whether it is being tried} */
  public boolean isHandingOver() {
    return handOver != null;
  }

  /** {@return a member that could take over, the most advanced one; null if there is none} */
  public @Nullable NodeId heir(long nowNs) {
    NodeId best = null;
    for (Map.Entry<NodeId, Long> member : counted().entrySet()) {
      NodeId node = member.getKey();
      boolean isFit =
          shard.hasMember(node, member.getValue()) && !isUnfit(nowNs, node, member.getValue());
      if (isFit
          && (best == null
              || positions.getOrDefault(node, 0L) > positions.getOrDefault(best, 0L))) {
        best = node;
      }
    }
    return best;
  }

  /** {@return the promotion to propose, once nothing is missing any more; else null} */
  public @Nullable Promotion promotion(long nowNs) {
    HandOver over = handOver;
    if (over == null || over.isOpen || over.proposedAtVersion >= 0) {
      return null;
    }
    boolean isLost = !shard.hasMember(over.to, over.run) || isUnfit(nowNs, over.to, over.run);
    if (isLost || nowNs - over.sinceNs > 2 * settings.graceNs()) {
      handOver = null; // nothing was proposed, so this node simply goes on
      return null;
    }
    if (proposed != null || isInDoubt() || reports.size() < settings.laneCount()) {
      return null;
    }
    for (LaneReport report : reports.values()) {
      if (report.view() < over.fromView || !report.isHandedOver()) {
        return null;
      }
    }
    over.isOpen = true;
    over.proposedAtVersion = shard.version();
    return new Promotion(over.to, over.run, shard.epoch(), shard.version());
  }

  /** What was proposed was applied, or never will be, or nobody knows. */
  public void promotionDecided(boolean isUndecided) {
    HandOver over = handOver;
    if (over == null) {
      return;
    }
    over.isOpen = false;
    if (!isUndecided) {
      handOver = null; // had it taken effect, this node would not be asked any more
    }
  }
}
