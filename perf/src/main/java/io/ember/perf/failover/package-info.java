/** {@code perf failover}: what a cluster loses, and for how long it does not serve. */
@NullMarked
package io.ember.perf.failover;

import org.jspecify.annotations.NullMarked;
