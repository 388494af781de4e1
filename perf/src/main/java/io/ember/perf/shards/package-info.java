/** Clusters of processes, of this project and of Redis, for harnesses that need one. */
@NullMarked
package io.ember.perf.shards;

import org.jspecify.annotations.NullMarked;
