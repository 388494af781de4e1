/** The status page and the metrics of real nodes, as a browser and Prometheus see them. */
@NullMarked
package io.ember.examples.status;

import org.jspecify.annotations.NullMarked;
