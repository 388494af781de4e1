package io.ember.cluster.control;

import io.ember.cluster.bus.Bus;
import io.ember.cluster.bus.FrameTypes;
import io.ember.cluster.bus.Link;
import io.ember.cluster.bus.codec.ShardCodec;
import io.ember.cluster.core.node.ControlInput;
import io.ember.cluster.core.node.ControlOutput;
import io.ember.cluster.model.NodeId;
import io.ember.cluster.persist.NodeStore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries out what the control line wants of the lanes of this node, of the other nodes of its
 * shard and of candidates, and reads what those say. Owner thread: control, but {@link #heard} any
 * thread.
 */
final class ShardLine {
  static final int SHARD_MESSAGE = FrameTypes.FAILOVER;
  static final int ELECTION_MESSAGE = FrameTypes.FAILOVER + 1;

  private static final Logger LOG = LoggerFactory.getLogger(ShardLine.class);

  private final NodeStore store;
  private final Bus bus;
  private final NodePort node;

  ShardLine(NodeStore store, Bus bus, NodePort node) {
    this.store = store;
    this.bus = bus;
    this.node = node;
  }

  /** {@return whether the output was one of these; if so it is done} */
  boolean perform(ControlOutput output) {
    if (output instanceof ControlOutput.Allow allow) {
      node.allow(allow.permit());
    } else if (output instanceof ControlOutput.Place place) {
      LOG.info(
          "shard role={} epoch={} primary={} counted={} replicas={}",
          place.view().role(),
          place.view().epoch(),
          place.view().primary(),
          place.view().counted().keySet(),
          place.view().replicas().keySet());
      node.place(place.view());
    } else if (output instanceof ControlOutput.SayToShard say) {
      bus.send(say.to(), Link.CONTROL, SHARD_MESSAGE, ShardCodec.encode(say.message()));
    } else if (output instanceof ControlOutput.SayInElection say) {
      bus.send(say.to(), Link.CONTROL, ELECTION_MESSAGE, ShardCodec.encode(say.message()));
    } else if (output instanceof ControlOutput.PersistVote vote) {
      // On disk before the candidate hears of it: that is a later output.
      store.update(facts -> facts.withVote(vote.vote()));
    } else {
      return false;
    }
    return true;
  }

  /** {@return what a frame says, null if it is none of these} */
  static @Nullable ControlInput heard(NodeId sender, int type, byte[] payload) {
    return switch (type) {
      case SHARD_MESSAGE -> new ControlInput.ShardHeard(sender, ShardCodec.decodeShard(payload));
      case ELECTION_MESSAGE ->
          new ControlInput.ElectionHeard(sender, ShardCodec.decodeElection(payload));
      default -> null;
    };
  }
}
