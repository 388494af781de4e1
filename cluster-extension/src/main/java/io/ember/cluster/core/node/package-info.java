/**
 * The control line of a node as one pure core: membership, the configuration and what follows from
 * both, put together.
 */
@NullMarked
package io.ember.cluster.core.node;

import org.jspecify.annotations.NullMarked;
