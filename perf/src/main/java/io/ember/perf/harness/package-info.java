/** The commands {@code perf latency} and {@code perf throughput}, and what they share. */
@NullMarked
package io.ember.perf.harness;

import org.jspecify.annotations.NullMarked;
