/**
 * Calls on keys of other nodes, passed on to their owner over the bus and back, for clients that
 * know nothing of clusters and for code in the process.
 */
@NullMarked
package io.ember.cluster.forward;

import org.jspecify.annotations.NullMarked;
