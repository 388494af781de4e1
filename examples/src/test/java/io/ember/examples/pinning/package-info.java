/** Lanes on their cores. */
@NullMarked
package io.ember.examples.pinning;

import org.jspecify.annotations.NullMarked;
