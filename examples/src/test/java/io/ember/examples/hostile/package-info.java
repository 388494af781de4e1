/** What a node does about clients that mean no good. */
@NullMarked
package io.ember.examples.hostile;

import org.jspecify.annotations.NullMarked;
