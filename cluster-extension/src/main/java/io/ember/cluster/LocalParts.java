package io.ember.cluster;

import io.ember.cluster.bus.Bulk;
import io.ember.cluster.bus.BusIdentity;
import io.ember.cluster.bus.Responder;
import io.ember.cluster.control.NodePort;
import io.ember.cluster.core.replication.Permit;
import io.ember.cluster.core.replication.ShardView;
import io.ember.cluster.forward.ForwardedCalls;
import io.ember.cluster.lane.LaneGroup;
import io.ember.cluster.lane.ReplicationPort;
import io.ember.cluster.metrics.PeerFigures;
import io.ember.cluster.model.ClusterState;
import io.ember.cluster.model.SlotSet;
import io.ember.cluster.pubsub.Channels;
import io.ember.cluster.pubsub.PublishedMessage;
import io.ember.cluster.routing.RoutingTable;
import io.ember.cluster.routing.RoutingTableRef;
import io.ember.engine.Keyspace;
import io.ember.engine.command.SlotKeys;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** What the control line needs of the lanes, the routing and the channels of its node. */
final class LocalParts implements NodePort {
  private final RoutingTableRef routes;
  private final LaneGroup lanes;
  private final Channels channels;
  private final ForwardedCalls forwarded;
  private final ReplicationLink replication;
  private final Supplier<byte[]> figures;
  private final Consumer<String> failed;

  /**
   * @param figures what other nodes are told of this one for their status pages
   * @param failed told when the node has to stop, and why
   */
  LocalParts(
      RoutingTableRef routes,
      LaneGroup lanes,
      Channels channels,
      ForwardedCalls forwarded,
      ReplicationLink replication,
      Supplier<byte[]> figures,
      Consumer<String> failed) {
    this.routes = routes;
    this.lanes = lanes;
    this.channels = channels;
    this.forwarded = forwarded;
    this.replication = replication;
    this.figures = figures;
    this.failed = failed;
  }

  @Override
  public void route(ClusterState picture, SlotSet closed, SlotSet arriving, String notServing) {
    routes.publish(
        RoutingTable.of(
            routes.get().version() + 1, lanes.laneCount(), picture, closed, arriving, notServing));
  }

  @Override
  public void begin(ReplicationPort.Life life) {
    replication.begin(life);
  }

  @Override
  public void allow(Permit permit) {
    lanes.allow(permit);
  }

  @Override
  public void place(ShardView view) {
    lanes.place(view);
  }

  @Override
  public CompletionStage<Boolean> isEmptyBehindPresentCalls(SlotSet slots) {
    return lanes.askBehindPresentCalls(keyspace -> isEmpty(keyspace, slots));
  }

  private static boolean isEmpty(Keyspace keyspace, SlotSet slots) {
    for (int slot = keyspace.nextSlotWithEntries(0);
        slot >= 0;
        slot = keyspace.nextSlotWithEntries(slot + 1)) {
      if (slots.contains(slot) && SlotKeys.count(keyspace, slot) > 0) {
        return false;
      }
    }
    return true;
  }

  @Override
  public boolean onFrame(BusIdentity sender, int type, byte[] payload, Responder responder) {
    if (type == PublishedMessage.FRAME_TYPE) {
      PublishedMessage.decode(payload).publishTo(channels);
      return true;
    }
    if (ForwardedCalls.isOurs(type)) {
      forwarded.onFrame(sender, payload, responder);
      return true;
    }
    if (type == PeerFigures.FRAME_TYPE) {
      responder.answer(figures.get());
      return true;
    }
    if (ReplicationLink.isOurs(type)) {
      replication.onFrame(sender.nodeId(), type, payload);
      return true;
    }
    return false;
  }

  @Override
  public void onBulk(BusIdentity sender, int type, Bulk bulk) {
    replication.onBulk(sender.nodeId(), type, bulk);
  }

  @Override
  public void fail(String reason) {
    failed.accept(reason);
  }
}
