/**
 * The Redis protocol as pure functions over bytes: requests are decoded where they lie in an array,
 * replies are encoded into one. Nothing here knows a socket.
 */
@NullMarked
package io.ember.cluster.wire;

import org.jspecify.annotations.NullMarked;
