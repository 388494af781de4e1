package io.ember.cluster.sim;

import io.ember.cluster.core.SafetyRules;
import io.ember.cluster.core.effect.SlotDigest;
import io.ember.cluster.core.migration.MigrationMessage;
import io.ember.cluster.core.migration.MigrationReport;
import io.ember.cluster.core.replication.LaneCore;
import io.ember.cluster.core.replication.LaneReport;
import io.ember.cluster.core.replication.LogMessage;
import io.ember.cluster.core.replication.Permit;
import io.ember.cluster.core.replication.ShardView;
import io.ember.cluster.core.state.ClusterCommand;
import io.ember.cluster.core.state.ClusterStateData;
import io.ember.cluster.core.state.MigrationInfo;
import io.ember.cluster.core.state.ShardInfo;
import io.ember.cluster.model.Logs;
import io.ember.cluster.model.NodeId;
import io.ember.cluster.model.SlotSet;
import io.ember.cluster.sim.ControlInvariants.Violation;
import io.ember.engine.SlotStore;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A simulated cluster whose nodes have lanes, and what must hold of it after every step (numbers of
 * section 9 of the protocols).
 */
final class ReplicaCluster implements LaneHost {
  private static final int MAX_VIEWS = 2_000;

  final ControlCluster cluster;
  private final ReplicaSetup setup;
  private final SafetyRules rules;
  private final Map<Integer, SimLanes> lanes = new HashMap<>();
  private double slow;
  private ClusterStateData before = ClusterStateData.EMPTY;
  private int[] watched = {};
  private final BatchDamage damage;
  private SlotSet lost = SlotSet.EMPTY;
  private @Nullable SimKiller killer;

  ReplicaCluster(long seed, ReplicaSetup setup, SafetyRules rules) {
    this.setup = setup;
    this.rules = rules;
    cluster = new ControlCluster(seed, setup, rules, this);
    damage = new BatchDamage(cluster);
    cluster.begin();
  }

  /** Has calls take long, now and then. */
  void setSlow(double chance) {
    slow = chance;
    lanes.values().forEach(each -> each.slow = chance);
  }

  @Nullable SimLanes lanes(SimNode node) {
    return node.isUp() ? lanes.get(node.index) : null;
  }

  @Override
  public void started(SimNode node) {
    SimLanes fresh =
        new SimLanes(this, java.util.Objects.requireNonNull(node.clusterOf), rules, node);
    fresh.slow = slow;
    lanes.put(node.index, fresh);
    // Who relied on what it granted before it ended relies on it still.
    for (SimNode other : cluster.nodes) {
      SimLanes theirs = lanes.get(other.index);
      if (other != node && theirs != null) {
        endsBeforeGrants(other, theirs, theirs.permit);
      }
    }
  }

  @Override
  public void crashed(SimNode node) {
    lanes.remove(node.index);
    noticeLoss();
  }

  @Override
  public boolean dieAt(ClusterCommand command) {
    return killer != null && killer.proposed(cluster.nodes.get(0).group.committed(), command);
  }

  @Override
  public void committed() {
    noticeLoss();
    ClusterStateData now = cluster.nodes.get(0).group.committed();
    if (killer != null) {
      killer.committed(before, now);
    }
    for (MigrationInfo each : before.migrations().values()) {
      if (!now.migrations().containsKey(each.id())) {
        decided(each, now);
      }
    }
    before = now;
  }

  /** 15 and 16: what moves is what the source holds at that time. */
  private void decided(MigrationInfo migration, ClusterStateData now) {
    ShardInfo source = now.shards().get(migration.sourceShard());
    ShardInfo target = now.shards().get(migration.targetShard());
    boolean isComplete =
        target != null && now.slots().setOf(target.primary()).containsAll(migration.slots());
    cluster.table.operation("migration", isComplete ? "complete" : "aborted");
    if (killer != null) {
      killer.decided(now, migration, isComplete);
    }
    SimLanes from = lanesOfPrimary(source);
    SimLanes to = lanesOfPrimary(target);
    if (!isComplete || from == null || to == null) {
      return;
    }
    for (int slot : migration.slots().toArray()) {
      String here = digest(from, slot);
      String there = digest(to, slot);
      if (!here.equals(there)) {
        throw new Violation(
            "16 the target has what the source had",
            "slot " + slot + " by migration " + migration.id() + ": " + here + ", not " + there);
      }
    }
  }

  /** One that was started again has lost what it had, and others of its shard have it. */
  private @Nullable SimLanes lanesOfPrimary(@Nullable ShardInfo shard) {
    if (shard == null) {
      return null;
    }
    SimNode node = cluster.named(shard.primary(), cluster.nodes.get(0).group);
    Long run = shard.members().get(shard.primary());
    return node == null || run == null || run != node.disk.run() ? null : lanes(node);
  }

  private static String digest(SimLanes lanes, int slot) {
    SlotDigest digest = new SlotDigest(SimLanes.STORES.hasher(), SlotDigest.scratch());
    digest.begin(slot);
    SlotStore store = lanes.lane(Logs.of(slot)).keyspace.stores().slot(slot);
    while (!digest.step(store, 1 << 20)) {
      // Another slice.
    }
    return digest.count() + " entries, hash " + digest.hash();
  }

  /**
   * Slots whose members all have ended are outside of the claims: an operator took one away while
   * another was dying, say.
   */
  private void noticeLoss() {
    ClusterStateData data = cluster.nodes.get(0).group.committed();
    for (ShardInfo shard : data.shards().values()) {
      if (!shard.isLost() && !hasLiveMember(shard)) {
        SlotSet more = data.slots().setOf(shard.primary()).minus(lost);
        cluster.table.operation("loss", more.isEmpty() ? "again" : "outside of the claims");
        lost = lost.plus(more);
      }
    }
  }

  private boolean hasLiveMember(ShardInfo shard) {
    for (SimNode node : cluster.nodes) {
      Long run = shard.members().get(node.disk.id());
      if (run != null && run == node.disk.run() && lanes.containsKey(node.index)) {
        return true;
      }
    }
    return false;
  }

  /** {@return slots of which data was lost by what the claims do not cover} */
  SlotSet lost() {
    return lost;
  }

  @Override
  public void resumed(SimNode node) {
    SimLanes mine = lanes.get(node.index);
    if (mine != null) {
      mine.lanes.forEach(SimLanes.Lane::drain);
    }
  }

  @Override
  public void allowed(SimNode node, Permit permit) {
    SimLanes mine = lanes.get(node.index);
    if (mine != null) {
      mine.permit = permit;
      endsBeforeGrants(node, mine, permit);
      checked(node);
    }
  }

  @Override
  public void placed(SimNode node, ShardView view) {
    SimLanes mine = lanes.get(node.index);
    if (mine != null) {
      countsItsMembers(node, view);
      if (view.number() > MAX_VIEWS) {
        throw new Violation("22 views settle", view + " after " + MAX_VIEWS + describe());
      }
      mine.place(view);
      if (killer != null) {
        killer.placed(node, view);
      }
    }
  }

  /** A lane says something about a migration. */
  void sent(SimNode from, NodeId to, MigrationMessage message) {
    if (killer != null) {
      killer.sent(from, to, message);
    }
  }

  void receive(SimNode to, NodeId from, LogMessage message) {
    SimLanes theirs = lanes(to);
    if (theirs != null) {
      theirs.receive(from, message);
    }
  }

  void receive(SimNode to, NodeId from, MigrationMessage message) {
    SimLanes theirs = lanes(to);
    if (theirs != null) {
      theirs.receive(from, message);
    }
  }

  /** 16: what was sent without damage is what the source has. */
  void reported(SimNode node, LaneReport report) {
    for (MigrationReport each : report.migrations()) {
      if (each.reason().contains("does not hold") && !damage.hasLied) {
        throw new Violation("16 nothing is left out", "node " + node.index + ": " + each);
      }
    }
  }

  /** Has somebody die at a point of migrations. */
  void setKiller(SimKiller next) {
    killer = next;
  }

  /** {@return what happens to batches on their way} */
  BatchDamage damage() {
    return damage;
  }

  // ---- invariants

  /** 6: who is in the committed set of the epoch is counted. */
  private void countsItsMembers(SimNode node, ShardView view) {
    if (view.role() != ShardView.Role.PRIMARY) {
      return;
    }
    ShardInfo committed = node.group.committed().shardOf(node.disk.id());
    if (committed == null || committed.epoch() != view.epoch()) {
      return;
    }
    for (Map.Entry<NodeId, Long> member : committed.members().entrySet()) {
      boolean isSelf = member.getKey().equals(node.disk.id());
      if (!isSelf && !member.getValue().equals(view.counted().get(member.getKey()))) {
        throw new Violation(
            "6 members count",
            "node " + node.index + " counts " + view.counted() + " of " + committed.members());
      }
    }
  }

  private static boolean serves(@Nullable SimLanes mine) {
    if (mine == null) {
      return false;
    }
    Permit permit = mine.permit;
    return mine.isLeased(permit)
        && mine.lanes.stream()
            .anyMatch(
                lane ->
                    lane.core.view().role() == ShardView.Role.PRIMARY
                        && permit.allows(lane.core.view().epoch(), mine.clock()));
  }

  /** Looks at each of these slots as well, whoever serves it. */
  void watch(int... slots) {
    watched = slots;
  }

  /** 2: at most one node serves a slot. */
  private void servesAlone(SimNode node, SimLanes mine) {
    for (int slot : watched) {
      if (!mine.serves(slot)) {
        continue;
      }
      for (SimNode other : cluster.nodes) {
        SimLanes theirs = lanes(other);
        if (other != node && theirs != null && serves(theirs) && theirs.serves(slot)) {
          throw new Violation(
              "2 one server of a slot",
              "nodes " + node.index + " and " + other.index + " serve " + slot + describe());
        }
      }
    }
  }

  /** 2: at most one node serves a shard. */
  void checked(SimNode node) {
    SimLanes mine = lanes.get(node.index);
    if (mine != null) {
      holdsAll(node, mine);
    }
    if (mine == null || !serves(mine)) {
      return;
    }
    servesAlone(node, mine);
    NodeId shard = shardOf(node);
    for (SimNode other : cluster.nodes) {
      if (other != node
          && other.isUp()
          && serves(lanes.get(other.index))
          && shardOf(other).equals(shard)) {
        throw new Violation(
            "2 one server of a slot", "nodes " + node.index + " and " + other.index);
      }
    }
  }

  private static NodeId shardOf(SimNode node) {
    ClusterStateData applied = node.group.at(node.position);
    var info = applied.node(node.disk.id());
    return info == null ? node.disk.shardId() : info.shardId();
  }

  /** 10: a reply leaves a node. */
  void released(SimNode node, SimLanes.Lane lane, SimLanes.Held reply) {
    checked(node);
    SimLanes mine = lanes.get(node.index);
    if (mine != null
        && reply.point().needsLease()
        && mine.permit.servesUntilNs() <= reply.endedNs()) {
      throw new Violation(
          "10 executed under a lease", "node " + node.index + " at " + reply.endedNs());
    }
    if (lane.core.commit(reply.log()) < reply.behind()) {
      throw new Violation(
          "10 nothing above the commit offset",
          "node " + node.index + ": " + reply.behind() + " of log " + reply.log());
    }
  }

  /** 7: a lease ends before the grants that it rests on. */
  private void endsBeforeGrants(SimNode node, SimLanes mine, Permit permit) {
    ShardInfo shard = node.group.committed().shardOf(node.disk.id());
    if (shard == null
        || shard.epoch() != permit.epoch()
        || !shard.primary().equals(node.disk.id())
        || permit.servesUntilNs() == Permit.NEVER
        || !mine.isLeased(permit)) {
      return;
    }
    double leaseEndsNs =
        Math.min(
            (permit.servesUntilNs() - mine.clock()) / node.clockRate,
            (permit.servesUntilWallMs() - mine.wallMs()) * 1e6);
    for (NodeId member : shard.members().keySet()) {
      SimNode other = cluster.named(member, node.group);
      var core = other == null || other == node ? null : other.core;
      if (core == null || other == null) {
        continue;
      }
      double grantEndsNs =
          (core.lastGrantNs() + setup.graceMs() * 1e6 - cluster.clock(other)) / other.clockRate;
      if (leaseEndsNs > grantEndsNs) {
        throw new Violation(
            "7 leases end before grants",
            "node "
                + node.index
                + " serves for "
                + (long) leaseEndsNs / 1000
                + " us, node "
                + other.index
                + " grants "
                + (long) grantEndsNs / 1000);
      }
    }
  }

  /** 3 and 8: what a primary calls committed is with every member, and members are complete. */
  private void holdsAll(SimNode node, SimLanes mine) {
    ShardInfo shard = node.group.committed().shardOf(node.disk.id());
    if (shard == null || !shard.members().containsKey(node.disk.id())) {
      return;
    }
    for (Map.Entry<NodeId, Long> member : shard.members().entrySet()) {
      SimNode other = cluster.named(member.getKey(), node.group);
      SimLanes theirs = other == null ? null : lanes(other);
      if (other == null || theirs == null || other.disk.run() != member.getValue()) {
        continue;
      }
      for (int log = 0; log < Logs.COUNT; log++) {
        SimLanes.Lane lane = mine.lane(log);
        boolean isPrimary =
            lane.core.view().role() == ShardView.Role.PRIMARY
                && lane.core.view().epoch() == shard.epoch();
        if (isPrimary && theirs.lane(log).core.end(log) < lane.core.commit(log)) {
          throw new Violation(
              "3 members have what is committed",
              "log "
                  + log
                  + " of node "
                  + other.index
                  + " ends at "
                  + theirs.lane(log).core.end(log)
                  + ", committed is "
                  + lane.core.commit(log));
        }
        if (isPrimary && !theirs.lane(log).core.isComplete(log)) {
          throw new Violation("8 members are complete", "log " + log + " of node " + other.index);
        }
      }
    }
  }

  /** 22: all is well again. */
  void settled() {
    for (SimNode node : cluster.nodes) {
      ClusterStateData data = node.group.committed();
      ShardInfo shard = data.shardOf(node.disk.id());
      SimLanes mine = lanes(node);
      if (shard == null || mine == null) {
        throw new Violation("22 nodes run", "node " + node.index);
      }
      boolean isLost = shard.members().isEmpty();
      if (isLost) {
        continue;
      }
      if (shard.members().size() != members(data, shard)) {
        throw new Violation(
            "22 live replicas are members", shard + " as seen by node " + node.index + describe());
      }
      // Too few nodes for writes: what was written before waits for an operator.
      boolean isShort = members(data, shard) < setup.minInSync();
      for (SimLanes.Lane lane : mine.lanes) {
        if (lane.heldCount() > 0 && !isShort) {
          throw new Violation("22 held replies leave", "node " + node.index + describe());
        }
      }
      if (shard.primary().equals(node.disk.id()) && !serves(mine)) {
        throw new Violation(
            "22 shards are served", "node " + node.index + " has " + mine.permit + describe());
      }
    }
    sameEverywhere();
    sameRecords();
    nothingLeftBehind();
  }

  /** {@return whether both shards commit} An operator may have taken a replica that writes need. */
  private boolean decides(ClusterStateData data, NodeId source, NodeId target) {
    return hasEnough(data.shards().get(source)) && hasEnough(data.shards().get(target));
  }

  private boolean hasEnough(@Nullable ShardInfo shard) {
    return shard == null || shard.isLost() || shard.members().size() >= setup.minInSync();
  }

  /** 14 and 22: migrations and jobs are decided, and only who owns a slot holds anything of it. */
  private void nothingLeftBehind() {
    ClusterStateData data = cluster.nodes.get(0).group.committed();
    boolean isAllDecided =
        data.migrations().values().stream()
                .noneMatch(each -> decides(data, each.sourceShard(), each.targetShard()))
            && data.jobs().stream()
                .filter(job -> job.state().isOpen())
                .noneMatch(job -> decides(data, job.sourceShard(), job.targetShard()));
    if (!isAllDecided) {
      throw new Violation(
          "22 migrations are decided", data.migrations() + " of " + data.jobs() + describe());
    }
    for (SimNode node : cluster.nodes) {
      SimLanes mine = lanes(node);
      ShardInfo shard = data.shardOf(node.disk.id());
      if (mine == null || shard == null || !shard.members().containsKey(node.disk.id())) {
        continue;
      }
      for (int slot : watched) {
        long entries = mine.lane(Logs.of(slot)).keyspace.stores().slot(slot).count();
        boolean isOwn = data.slots().setOf(shard.primary()).contains(slot);
        boolean isComing =
            data.migrations().values().stream()
                .anyMatch(
                    each -> each.targetShard().equals(shard.id()) && each.slots().contains(slot));
        if (entries > 0 && !isOwn && !isComing) {
          throw new Violation(
              "22 nothing is left behind",
              entries + " keys of slot " + slot + " at node " + node.index + describe());
        }
      }
    }
  }

  /**
   * 5: a record is the same wherever it is. In a shard that lost its data nobody has cut the ends
   * that other epochs had.
   */
  private void sameRecords() {
    for (SimNode node : cluster.nodes) {
      for (SimNode other : cluster.nodes) {
        SimLanes mine = lanes(node);
        SimLanes theirs = lanes(other);
        ShardInfo shard = node.group.committed().shardOf(node.disk.id());
        boolean isLost = shard == null || shard.isLost();
        if (mine == null || theirs == null || isLost || !shardOf(node).equals(shardOf(other))) {
          continue;
        }
        for (int log = 0; log < Logs.COUNT; log++) {
          LaneCore here = mine.lane(log).core;
          LaneCore there = theirs.lane(log).core;
          for (long offset = 0; offset < Math.min(here.end(log), there.end(log)); offset++) {
            byte[] one = here.record(log, offset);
            byte[] two = there.record(log, offset);
            if (one != null && two != null && !java.util.Arrays.equals(one, two)) {
              throw new Violation(
                  "5 records are the same",
                  "log " + log + " at " + offset + " of " + node.index + " and " + other.index);
            }
          }
        }
      }
    }
  }

  private String describe() {
    StringBuilder text = new StringBuilder();
    for (SimNode node : cluster.nodes) {
      SimLanes mine = lanes(node);
      text.append("\n node ").append(node.index).append(" run ").append(node.disk.run());
      text.append(" id ").append(node.disk.id());
      if (mine != null) {
        text.append(' ').append(mine.permit);
        mine.lanes.forEach(
            lane -> text.append("\n  ").append(lane.core.view()).append(lane.core.lastReport()));
      }
    }
    return text.toString();
  }

  private static long members(ClusterStateData data, ShardInfo shard) {
    return data.nodes().values().stream().filter(n -> n.shardId().equals(shard.id())).count();
  }

  /** 8: the stores of members are those of their primary. */
  private void sameEverywhere() {
    ClusterStateData data = cluster.nodes.get(0).group.committed();
    for (ShardInfo shard : data.shards().values()) {
      if (shard.members().isEmpty()) {
        continue;
      }
      Map<String, String> expected = null;
      for (SimNode node : cluster.nodes) {
        SimLanes mine = lanes(node);
        if (mine == null || !shard.members().containsKey(node.disk.id())) {
          continue;
        }
        Map<String, String> content = content(mine);
        if (expected != null && !expected.equals(content)) {
          throw new Violation(
              "8 stores are equal", "node " + node.index + ": " + content + ", not " + expected);
        }
        expected = content;
      }
    }
  }

  private static Map<String, String> content(SimLanes lanes) {
    Map<String, String> content = new TreeMap<>();
    for (SimLanes.Lane lane : lanes.lanes) {
      var keyspace = lane.keyspace;
      for (int slot = keyspace.nextSlotWithEntries(0);
          slot >= 0;
          slot = keyspace.nextSlotWithEntries(slot + 1)) {
        int at = slot;
        long cursor = 0;
        do {
          cursor =
              keyspace
                  .stores()
                  .slot(slot)
                  .scan(
                      cursor,
                      100,
                      entry ->
                          content.put(
                              at + "/" + new String(entry.keyBytes(), StandardCharsets.US_ASCII),
                              new String(entry.valueBytes(), StandardCharsets.US_ASCII)
                                  + "@"
                                  + entry.expiresAtMs()));
        } while (cursor != -1);
      }
    }
    return content;
  }
}
