/** A load generator for the Redis protocol with closed and open loops. */
@NullMarked
package io.ember.perf.load;

import org.jspecify.annotations.NullMarked;
