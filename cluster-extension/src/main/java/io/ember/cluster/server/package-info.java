/**
 * The endpoint of the Redis protocol: sockets, connections, and the order of their replies. Every
 * class belongs to one client loop unless it says otherwise.
 */
@NullMarked
package io.ember.cluster.server;

import org.jspecify.annotations.NullMarked;
