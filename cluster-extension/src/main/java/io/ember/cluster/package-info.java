/** The cluster layer: an engine extension that makes the engine a node of a cluster. */
@NullMarked
package io.ember.cluster;

import org.jspecify.annotations.NullMarked;
