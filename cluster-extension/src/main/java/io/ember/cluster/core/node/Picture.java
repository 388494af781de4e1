package io.ember.cluster.core.node;

import io.ember.cluster.core.gossip.GossipEngine;
import io.ember.cluster.core.gossip.MemberInfo;
import io.ember.cluster.core.gossip.MemberStatus;
import io.ember.cluster.core.state.ClusterStateData;
import io.ember.cluster.core.state.ClusterStateView;
import io.ember.cluster.core.state.Liveness;
import io.ember.cluster.core.state.MigrationInfo;
import io.ember.cluster.core.state.MigrationKind;
import io.ember.cluster.core.state.ShardInfo;
import io.ember.cluster.model.ClusterNode;
import io.ember.cluster.model.ClusterState;
import io.ember.cluster.model.NodeFlags;
import io.ember.cluster.model.NodeId;
import io.ember.cluster.model.SlotMap;
import io.ember.cluster.model.SlotSet;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * What the node shows of its cluster, and by what it routes. Published whenever it has changed, and
 * once a second, since it tells when others were heard last. Owner thread: control.
 */
final class Picture {
  private final ControlSettings settings;
  private final NodeSelf self;
  private final GossipEngine gossip;
  private final Consumer<ControlOutput> out;
  private final Map<NodeId, Long> heardNs = new HashMap<>();
  private boolean stale = true;
  private boolean routes = true;
  private long wallMs;
  private long wallAtNs;

  Picture(
      ControlSettings settings, NodeSelf self, GossipEngine gossip, Consumer<ControlOutput> out) {
    this.settings = settings;
    this.self = self;
    this.gossip = gossip;
    this.out = out;
  }

  void wallClock(long ms, long nowNs) {
    wallMs = ms;
    wallAtNs = nowNs;
  }

  void heard(NodeId member, long nowNs) {
    heardNs.put(member, nowNs);
  }

  /** The configuration has changed. */
  void changed() {
    stale = true;
    routes = true;
  }

  /** Gossip believes something else of a member; that can stop a cluster that wants all slots. */
  void believesOtherwise() {
    stale = true;
    routes |= settings.fullCoverage();
  }

  void refresh() {
    stale = true;
  }

  void publishIfChanged(ClusterStateData data) {
    if (self.takeChanged()) {
      changed();
    }
    if (!stale) {
      return;
    }
    stale = false;
    ClusterState picture = picture(data);
    out.accept(
        new ControlOutput.Publish(
            picture, closed(data, picture.slots()), arriving(data), self.whyNotServing(), routes));
    routes = false;
  }

  private ClusterState picture(ClusterStateData data) {
    if (data.node(settings.id()) == null) {
      // Not part of the configuration (yet, or any more): it knows of itself only.
      ClusterNode me =
          ClusterNode.myself(
              settings.id(),
              settings.self().shardId(),
              settings.self().client(),
              settings.self().bus().port(),
              0);
      return ClusterState.alone(me, SlotMap.EMPTY, settings.fullCoverage());
    }
    return ClusterStateView.of(data, settings.id(), this::liveness, settings.fullCoverage());
  }

  private SlotSet closed(ClusterStateData data, SlotMap slots) {
    SlotSet closed = self.frozen().plus(data.lost());
    ShardInfo shard = data.shardOf(settings.id());
    boolean served = shard != null && shard.isServed();
    return served ? closed : closed.plus(SlotSet.of(slots.slotsOf(settings.id())));
  }

  private SlotSet arriving(ClusterStateData data) {
    ShardInfo shard = data.shardOf(settings.id());
    SlotSet arriving = SlotSet.EMPTY;
    for (MigrationInfo migration : data.migrations().values()) {
      if (shard != null
          && shard.primary().equals(settings.id())
          && migration.kind() == MigrationKind.STREAMING
          && migration.targetShard().equals(shard.id())) {
        arriving = arriving.plus(migration.slots());
      }
    }
    return arriving;
  }

  private Liveness liveness(NodeId id) {
    MemberInfo member = gossip.member(id);
    Long heard = heardNs.get(id);
    long pongMs = heard == null ? 0 : wallMs - (wallAtNs - heard) / 1_000_000;
    if (member == null) {
      // Configured, but not heard of since this node started.
      return new Liveness(new NodeFlags(false, false, false, false, false), 0, pongMs, false);
    }
    boolean suspected = member.status() == MemberStatus.SUSPECT;
    boolean failed = member.status() == MemberStatus.DEAD || member.status() == MemberStatus.LEFT;
    return new Liveness(
        new NodeFlags(false, suspected, failed, false, false), 0, pongMs, !suspected && !failed);
  }
}
