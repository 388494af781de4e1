/** The control line: the one thread on which a node decides about itself and its cluster. */
@NullMarked
package io.ember.cluster.control;

import org.jspecify.annotations.NullMarked;
