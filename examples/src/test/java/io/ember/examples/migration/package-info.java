/** Slots that move between processes while stock clients use them, and while processes die. */
@NullMarked
package io.ember.examples.migration;

import org.jspecify.annotations.NullMarked;
