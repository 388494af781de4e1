/** The cluster layer's link in the engine's chain: it sends each call to where it is executed. */
@NullMarked
package io.ember.cluster.intercept;

import org.jspecify.annotations.NullMarked;
