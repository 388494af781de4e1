/** Which lane, and later which node, serves a slot: an immutable table, published as a whole. */
@NullMarked
package io.ember.cluster.routing;

import org.jspecify.annotations.NullMarked;
