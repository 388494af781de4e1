package io.ember.cluster.core.node;

import io.ember.cluster.core.SafetyRule;
import io.ember.cluster.core.SafetyRules;
import io.ember.cluster.core.election.Election;
import io.ember.cluster.core.election.ElectionMessage;
import io.ember.cluster.core.election.Vote;
import io.ember.cluster.core.election.VoteBook;
import io.ember.cluster.core.migration.MigrationManager;
import io.ember.cluster.core.replication.Grants;
import io.ember.cluster.core.replication.LaneReport;
import io.ember.cluster.core.replication.Permit;
import io.ember.cluster.core.replication.PrimaryDuty;
import io.ember.cluster.core.replication.ReplicationSettings;
import io.ember.cluster.core.replication.Shard;
import io.ember.cluster.core.replication.ShardMessage;
import io.ember.cluster.core.replication.ShardView;
import io.ember.cluster.core.state.ClusterCommand;
import io.ember.cluster.core.state.ClusterResponse;
import io.ember.cluster.core.state.ClusterStateData;
import io.ember.cluster.core.state.NodeInfo;
import io.ember.cluster.core.state.PromotionKind;
import io.ember.cluster.core.state.ShardInfo;
import io.ember.cluster.model.NodeId;
import io.ember.cluster.model.SlotSet;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What the node does about its own shard: as its primary it keeps leases and the in-sync set, as a
 * replica it answers beacons and takes over when they end, and for all shards it votes. Owner
 * thread: control.
 */
final class ShardControl {
  private static final long MS = 1_000_000;

  /** A primary that stands still serves nothing after one lease: to wait longer helps nobody. */
  private static final int SILENT_GRACES = 2;

  private static final int STORM_GRACES = 10;

  private final ReplicationSettings settings;
  private final SafetyRules rules;
  private final double stormShare;
  private final NodeSelf self;
  private final Proposals proposals;
  private final Consumer<ControlOutput> out;
  private final LongSupplier random;
  private final Predicate<NodeId> isSuspected;
  private final MigrationManager moves;
  private final Grants grants = new Grants();
  private final VoteBook votes;
  private final Map<Integer, LaneReport> reports = new TreeMap<>();
  private @Nullable Shard shard;

  /** Those of this node. */
  private SlotSet slots = SlotSet.EMPTY;

  private @Nullable PrimaryDuty duty;
  private @Nullable Election election;
  private SortedMap<NodeId, Long> positions = new TreeMap<>();
  private ShardView view = ShardView.NOTHING;
  private Permit permit = Permit.NONE;
  private boolean primaryServes;
  private boolean isRetiring;
  private boolean isDone;
  private boolean isHandOverTried;
  private long calmNs;
  private long barrierUntilNs;
  private boolean barrierIsOpen;
  private long lastNs;
  private long lastWallMs = Long.MIN_VALUE;

  /**
   * @param isSuspected what gossip believes of a node
   */
  ShardControl(
      ControlSettings settings,
      NodeSelf self,
      Proposals proposals,
      Consumer<ControlOutput> out,
      LongSupplier random,
      Predicate<NodeId> isSuspected,
      long nowNs) {
    this.settings = settings.replication();
    this.rules = settings.rules();
    this.stormShare = settings.stormShare();
    this.self = self;
    this.proposals = proposals;
    this.out = out;
    this.random = random;
    this.isSuspected = isSuspected;
    moves =
        new MigrationManager(
            self.id(),
            this.settings.laneCount(),
            this.settings.migration(),
            (command, settled) -> proposeMove(proposals, command, settled));
    votes = new VoteBook(settings.votes(), rules.holds(SafetyRule.VOTE_IS_OF_A_ROUND));
    if (rules.holds(SafetyRule.START_IS_A_GRANT)) {
      grants.everybody(nowNs);
    }
    calmNs = nowNs;
    lastNs = nowNs;
  }

  private static void proposeMove(
      Proposals proposals, ClusterCommand command, Consumer<String> settled) {
    proposals.propose(
        command,
        new Proposals.Proposer() {
          @Override
          public void applied(ClusterResponse response) {
            settled.accept(
                response instanceof ClusterResponse.Rejected rejected ? rejected.reason() : "");
          }

          @Override
          public void failed(boolean undecided, String reason) {
            settled.accept(reason);
          }
        });
  }

  /** {@return the migrations of this node} */
  MigrationManager moves() {
    return moves;
  }

  long lastGrantNs() {
    return grants.lastNs();
  }

  /** {@return the shard of this node as it is in force, null if it has none} */
  @Nullable Shard shard() {
    return shard;
  }

  /** {@return whether there is another node in the shard} */
  boolean keepsLeases() {
    Shard now = shard;
    return now != null && now.nodes().size() > 1;
  }

  // ---- the configuration

  void applied(long nowNs, ClusterStateData data) {
    Shard before = shard;
    Shard next = ownShard(data);
    shard = next;
    slots = data.slots().setOf(self.id());
    PrimaryDuty mine = duty;
    if (next == null || !isPrimary(next)) {
      duty = null;
    } else if (mine == null || mine.epoch() != next.epoch()) {
      duty = new PrimaryDuty(settings, rules, next, nowNs);
      reports.values().forEach(duty::reported);
    } else {
      mine.applied(next);
    }
    moves.applied(nowNs, data, duty == null ? null : data.shardOf(self.id()));
    boolean isSameEpoch = before != null && next != null && before.epoch() == next.epoch();
    if (!isSameEpoch) {
      election = null;
      primaryServes = true;
    }
    act(nowNs);
    if (!isSameEpoch && next != null && next.isServed() && !isPrimary(next)) {
      // Behind what act wants: a new primary that hears it may serve, so the lanes of this node
      // have to have been told before that it is over.
      answer(next, ShardMessage.BeaconAnswer.UNASKED);
    }
  }

  private boolean isPrimary(Shard of) {
    return of.primary().equals(self.id()) && of.isServed();
  }

  private @Nullable Shard ownShard(ClusterStateData data) {
    NodeInfo me = self.registered();
    if (me == null
        || (!self.isRegistered() && rules.holds(SafetyRule.START_IS_APPLIED_FIRST))
        || self.isRemoved()
        || self.standing() == Standing.JOINING) {
      return null;
    }
    return shardOf(data, me.shardId());
  }

  private static @Nullable Shard shardOf(ClusterStateData data, NodeId id) {
    ShardInfo info = data.shards().get(id);
    if (info == null) {
      return null;
    }
    SortedMap<NodeId, Long> nodes = new TreeMap<>();
    for (NodeInfo node : data.nodes().values()) {
      if (node.shardId().equals(id)) {
        nodes.put(node.id(), node.run());
      }
    }
    return new Shard(
        id,
        info.primary(),
        info.epoch(),
        info.version(),
        info.members(),
        nodes,
        info.everReplicated());
  }

  // ---- time

  void tick(long nowNs, long wallMs, GroupView group, Set<NodeId> members) {
    noticeSuspension(nowNs, wallMs);
    act(nowNs);
    elect(nowNs, group, members);
  }

  /** A clock that stands still while others go on measures leases and grants wrongly. */
  private void noticeSuspension(long nowNs, long wallMs) {
    if (lastWallMs != Long.MIN_VALUE) {
      double passedMs = (double) (nowNs - lastNs) / MS;
      double aheadMs = wallMs - lastWallMs - passedMs;
      boolean isNoticed = rules.holds(SafetyRule.LEASE_ENDS_DURING_SUSPENSION);
      if (isNoticed
          && aheadMs > passedMs * settings.clockRateError() + settings.leaseNs() / (10.0 * MS)) {
        grants.everybody(nowNs);
        PrimaryDuty mine = duty;
        if (mine != null) {
          mine.suspended(nowNs);
        }
      }
    }
    lastNs = nowNs;
    lastWallMs = wallMs;
  }

  private void act(long nowNs) {
    PrimaryDuty mine = duty;
    if (mine != null) {
      ShardMessage.Beacon beacon = mine.beacon(nowNs, lastWallMs, serves());
      Shard now = shard;
      if (beacon != null && now != null) {
        for (NodeId replica : now.replicas().keySet()) {
          out.accept(new ControlOutput.SayToShard(replica, beacon));
        }
      }
      SortedMap<NodeId, Long> wanted = mine.wantedSet(nowNs);
      if (wanted != null && now != null) {
        proposeSet(mine, now, wanted);
      }
      PrimaryDuty.Promotion promotion = mine.promotion(nowNs);
      if (promotion != null) {
        proposePlanned(mine, promotion);
      }
      retire(nowNs, mine);
      moves.drive(nowNs, lastWallMs);
    } else if (isRetiring) {
      done();
    }
    publish(nowNs);
  }

  private boolean serves() {
    return permit.isWaitOver() && view.role() == ShardView.Role.PRIMARY;
  }

  /** First until when, then who counts: a lease must not be missing when it is needed. */
  private void publish(long nowNs) {
    PrimaryDuty mine = duty;
    ShardView role = mine != null ? mine.view(slots) : passiveView();
    ShardView wanted = role.moving(moves.migrations(), moves.arrivals());
    Permit next = mine != null ? mine.permit(nowNs, grants) : Permit.NONE;
    if (!next.equals(permit)) {
      permit = next;
      out.accept(new ControlOutput.Allow(next));
    }
    if (!wanted.equals(view.withNumber(0))) {
      view = wanted.withNumber(view.number() + 1);
      if (mine != null) {
        mine.viewed(view);
      }
      out.accept(new ControlOutput.Place(view));
    }
  }

  private ShardView passiveView() {
    Shard now = shard;
    if (now == null || now.primary().equals(self.id())) {
      return ShardView.NOTHING;
    }
    return new ShardView(
        0,
        ShardView.Role.REPLICA,
        now.epoch(),
        now.primary(),
        SlotSet.EMPTY,
        new TreeMap<>(),
        new TreeMap<>(),
        false,
        false);
  }

  // ---- as the primary

  private void proposeSet(PrimaryDuty by, Shard of, SortedMap<NodeId, Long> members) {
    proposals.propose(
        new ClusterCommand.SetInSync(self.id(), of.epoch(), of.version(), members),
        undecided -> by.setDecided(lastNs, undecided));
  }

  private void proposePlanned(PrimaryDuty by, PrimaryDuty.Promotion promotion) {
    proposals.propose(
        new ClusterCommand.PromoteReplica(
            promotion.node(),
            promotion.run(),
            promotion.epoch(),
            promotion.version(),
            PromotionKind.PLANNED),
        by::promotionDecided);
  }

  // ---- stopping

  /** The node is about to stop. */
  void retire(long nowNs) {
    isRetiring = true;
    act(nowNs);
  }

  private void retire(long nowNs, PrimaryDuty mine) {
    if (!isRetiring || mine.isHandingOver()) {
      return;
    }
    NodeId heir = mine.heir(nowNs);
    Shard now = shard;
    Long run = heir == null || now == null ? null : now.nodes().get(heir);
    if (heir == null || run == null || isHandOverTried) {
      done(); // nobody can take it, or it was tried
      return;
    }
    isHandOverTried = true;
    mine.handOver(nowNs, heir, run);
  }

  private void done() {
    if (!isDone) {
      isDone = true;
      out.accept(new ControlOutput.Retired());
    }
  }

  // ---- what others say

  void heard(long nowNs, NodeId from, ShardMessage message) {
    Shard now = shard;
    if (now == null || !now.id().equals(message.shard())) {
      return;
    }
    boolean isCurrent = message.epoch() == now.epoch();
    if (message instanceof ShardMessage.Beacon beacon) {
      boolean isMine =
          isCurrent || (!rules.holds(SafetyRule.LOWER_EPOCH_IS_REFUSED) && beacon.epoch() > 0);
      if (isMine && from.equals(now.primary()) && !from.equals(self.id())) {
        answer(nowNs, now, beacon);
      }
    } else if (message instanceof ShardMessage.BeaconAnswer answer && duty != null) {
      duty.answered(nowNs, from, answer);
      act(nowNs);
    } else if (message instanceof ShardMessage.HandOverWanted wanted && duty != null && isCurrent) {
      duty.handOver(nowNs, from, wanted.run());
      act(nowNs);
    }
  }

  private void answer(long nowNs, Shard of, ShardMessage.Beacon beacon) {
    grants.to(
        of.primary(), rules.holds(SafetyRule.GRANT_IS_STAMPED_AFTER_RECEIPT) ? nowNs : lastNs);
    primaryServes = beacon.serves();
    positions = beacon.positions();
    answer(of, beacon.number());
  }

  private void answer(Shard of, long number) {
    out.accept(
        new ControlOutput.SayToShard(
            of.primary(),
            new ShardMessage.BeaconAnswer(
                of.id(), of.epoch(), settings.run(), number, position())));
  }

  private long position() {
    return reports.values().stream().mapToLong(LaneReport::position).sum();
  }

  void reported(long nowNs, LaneReport report) {
    reports.put(report.lane(), report);
    PrimaryDuty mine = duty;
    if (mine != null) {
      mine.reported(report);
      moves.reported(nowNs, report.lane(), report.migrations());
      act(nowNs);
    }
  }

  // ---- elections

  private void elect(long nowNs, GroupView group, Set<NodeId> members) {
    Shard now = shard;
    if (now == null
        || now.primary().equals(self.id())
        || !now.hasMember(self.id(), settings.run())) {
      election = null;
      return;
    }
    Election mine = election;
    if (mine == null) {
      mine = new Election(random);
      election = mine;
    }
    boolean isWanted = isPrimaryGone(nowNs, now) && isCalm(nowNs, members);
    switch (mine.tick(nowNs, isWanted, rank(now), group.voters())) {
      case ASK -> {
        ElectionMessage.Ask ask =
            new ElectionMessage.Ask(now.id(), now.epoch(), mine.round(), settings.run());
        // In order, so that the same inputs give the same outputs: a copied set has another in each
        // JVM.
        for (NodeId voter : new TreeSet<>(group.voters())) {
          if (voter.equals(self.id())) {
            vote(nowNs, voter, ask, self.data());
          } else {
            out.accept(new ControlOutput.SayInElection(voter, ask));
          }
        }
      }
      case PROPOSE -> proposeUnplanned(mine, now);
      case NOTHING -> {}
    }
  }

  private boolean isPrimaryGone(long nowNs, Shard now) {
    long silentNs = nowNs - grants.lastNs();
    if (silentNs < settings.graceNs()) {
      return false;
    }
    return !now.isServed()
        || !primaryServes
        || isSuspected.test(now.primary())
        || silentNs >= SILENT_GRACES * settings.graceNs();
  }

  /** If many members seem to be gone at once it is rather this node that has lost them. */
  private boolean isCalm(long nowNs, Set<NodeId> members) {
    long suspected = members.stream().filter(isSuspected).count();
    if (suspected <= stormShare * members.size()) {
      calmNs = nowNs;
      return true;
    }
    if (nowNs - calmNs < STORM_GRACES * settings.graceNs()) {
      return false;
    }
    if (nowNs < barrierUntilNs) {
      return true;
    }
    if (!barrierIsOpen) {
      barrierIsOpen = true;
      proposals.propose(
          new ClusterCommand.Noop(),
          new Proposals.Proposer() {
            @Override
            public void applied(ClusterResponse response) {
              barrierIsOpen = false;
              barrierUntilNs = lastNs + STORM_GRACES * settings.graceNs();
            }

            @Override
            public void failed(boolean undecided, String reason) {
              barrierIsOpen = false;
            }
          });
    }
    return false;
  }

  private int rank(Shard now) {
    long own = position();
    int ahead = 0;
    for (NodeId member : now.members().keySet()) {
      if (!member.equals(self.id()) && !member.equals(now.primary())) {
        long other = positions.getOrDefault(member, 0L);
        boolean isAhead = other > own || (other == own && member.compareTo(self.id()) < 0);
        ahead += isAhead ? 1 : 0;
      }
    }
    return ahead;
  }

  private void proposeUnplanned(Election by, Shard now) {
    // If it made this node primary the election is of no account any more.
    proposals.propose(
        new ClusterCommand.PromoteReplica(
            self.id(), settings.run(), now.epoch(), now.version(), PromotionKind.UNPLANNED),
        undecided -> by.failed(lastNs));
  }

  void electionHeard(long nowNs, NodeId from, ElectionMessage message) {
    Election mine = election;
    Shard now = shard;
    if (message instanceof ElectionMessage.Ask ask) {
      vote(nowNs, from, ask, self.data());
    } else if (message instanceof ElectionMessage.Answer answer
        && mine != null
        && now != null
        && answer.shard().equals(now.id())
        && answer.epoch() == now.epoch()) {
      mine.answered(from, answer);
    }
  }

  /** A vote keeps futile proposals away; it makes nobody primary. */
  private void vote(long nowNs, NodeId candidate, ElectionMessage.Ask ask, ClusterStateData data) {
    Shard asked = shardOf(data, ask.shard());
    boolean isMine = shard != null && shard.id().equals(ask.shard());
    boolean isToldOtherwise =
        isMine && primaryServes && nowNs - grants.lastNs() < settings.graceNs();
    boolean isGranted =
        asked != null
            && asked.epoch() == ask.epoch()
            && asked.hasMember(candidate, ask.run())
            && !asked.primary().equals(candidate)
            && !isToldOtherwise
            && votes.mayHave(candidate, ask);
    if (isGranted) {
      Vote given = votes.give(candidate, ask);
      if (given != null) {
        out.accept(new ControlOutput.PersistVote(given));
      }
    }
    ElectionMessage.Answer answer =
        new ElectionMessage.Answer(
            ask.shard(),
            ask.epoch(),
            ask.round(),
            isGranted,
            votes.lastRound(ask.shard(), ask.epoch()));
    if (candidate.equals(self.id())) {
      electionHeard(nowNs, candidate, answer);
    } else {
      out.accept(new ControlOutput.SayInElection(candidate, answer));
    }
  }
}
