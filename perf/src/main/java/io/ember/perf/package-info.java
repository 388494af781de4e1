/** Benchmarks, latency harnesses and their reports. */
@NullMarked
package io.ember.perf;

import org.jspecify.annotations.NullMarked;
