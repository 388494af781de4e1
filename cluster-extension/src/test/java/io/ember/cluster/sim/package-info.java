/**
 * A deterministic simulator: whole clusters of the shipped cores in virtual time, from one seed.
 * Same seed, same trace.
 */
@NullMarked
package io.ember.cluster.sim;

import org.jspecify.annotations.NullMarked;
