/** The commands {@code perf latency} and {@code perf throughput}. */
@NullMarked
package io.ember.perf.harness;

import org.jspecify.annotations.NullMarked;
