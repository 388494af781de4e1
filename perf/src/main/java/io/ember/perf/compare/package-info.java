/** The command {@code perf compare}: Ember beside a Redis server, in one run. */
@NullMarked
package io.ember.perf.compare;

import org.jspecify.annotations.NullMarked;
