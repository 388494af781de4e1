/** The command {@code perf jmh}. */
@NullMarked
package io.ember.perf.jmh;

import org.jspecify.annotations.NullMarked;
