/** Clusters of several processes, as their users make and use them. */
@NullMarked
package io.ember.examples.cluster;

import org.jspecify.annotations.NullMarked;
