/** Tests of what a node tells over HTTP. */
@NullMarked
package io.ember.cluster.metrics;

import org.jspecify.annotations.NullMarked;
