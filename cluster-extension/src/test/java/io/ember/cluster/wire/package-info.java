/** Tests of the Redis protocol's bytes. */
@NullMarked
package io.ember.cluster.wire;

import org.jspecify.annotations.NullMarked;
