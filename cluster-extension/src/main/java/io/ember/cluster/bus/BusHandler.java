package io.ember.cluster.bus;

import io.ember.cluster.model.Endpoint;
import io.ember.cluster.model.NodeId;

/**
 * What a node does with what it hears. Called by the bus loop, and for {@link Link#DATA} by the
 * data loop, both of which must not wait: hand on what takes long.
 *
 * <p>What comes here is authentic, fresh and meant for this node; its content may still be
 * nonsense. A {@link io.ember.engine.ProtocolException} closes the connection that the nonsense
 * came by.
 */
public interface BusHandler {
  /**
   * A datagram came in.
   *
   * @param from where answers go to: the address in the book if it came from there, so that a host
   *     name stays a host name
   */
  void onDatagram(BusIdentity sender, Endpoint from, byte[] payload);

  /**
   * A frame came in.
   *
   * @param responder takes the answer, from any thread, once; does nothing if none is wanted
   * @return false if the type is not known: the frame is skipped and counted, a request fails
   */
  boolean onFrame(BusIdentity sender, Link link, int type, byte[] payload, Responder responder);

  /**
   * A frame came in whose payload is in memory that is used again.
   *
   * @param bulk is the handler's from here on, who releases it
   */
  default void onBulk(BusIdentity sender, int type, Bulk bulk) {
    bulk.release();
  }

  /**
   * Nothing listens any more where the address book says that the node does. Its process is gone,
   * whatever its machine does.
   */
  void onRefused(NodeId node);
}
