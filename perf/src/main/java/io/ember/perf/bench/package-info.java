/** JMH benchmarks of the parts of the data path. */
@NullMarked
package io.ember.perf.bench;

import org.jspecify.annotations.NullMarked;
