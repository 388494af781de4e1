/** Nodes as processes of their own: starting, waiting until they serve, stopping in order. */
@NullMarked
package io.ember.examples.process;

import org.jspecify.annotations.NullMarked;
