package io.ember.cluster.bus;

import io.ember.cluster.model.NodeId;
import java.util.UUID;

/**
 * Who speaks on the bus, as a handshake proves it.
 *
 * @param clusterId the cluster that it is of; a node that is alone has one of its own
 * @param nodeId its name
 * @param run how often it has been started; a lower one than was seen before is refused
 */
public record BusIdentity(UUID clusterId, NodeId nodeId, long run) {
  public BusIdentity {
    if (run < 1) {
      throw new IllegalArgumentException("the first run is 1: " + run);
    }
  }
}
