/** The bytes of messages on the bus. Stateless; decoders trust nothing that they read. */
@NullMarked
package io.ember.cluster.bus.codec;

import org.jspecify.annotations.NullMarked;
