/** {@code perf reshard}: what clients notice while slots move, and how fast they move. */
@NullMarked
package io.ember.perf.reshard;

import org.jspecify.annotations.NullMarked;
