/** What a node tells over HTTP of itself and its cluster: metrics for Prometheus, a status page. */
@NullMarked
package io.ember.cluster.metrics;

import org.jspecify.annotations.NullMarked;
