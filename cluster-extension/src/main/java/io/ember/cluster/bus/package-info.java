/**
 * The authenticated bus: how nodes of a cluster talk to each other, over TCP and UDP.
 *
 * <p>{@link io.ember.cluster.bus.Bus} is what the rest of a node sees. Its parts without sockets
 * (secret, handshake, frames, sealed datagrams, windows) are pure, and say what is wrong by a
 * {@link io.ember.cluster.bus.Refusal}; {@link io.ember.cluster.bus.NettyBus} carries bytes between
 * them and sockets on one thread, the bus loop.
 */
@NullMarked
package io.ember.cluster.bus;

import org.jspecify.annotations.NullMarked;
