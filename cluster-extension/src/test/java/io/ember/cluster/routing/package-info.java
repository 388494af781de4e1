@NullMarked
package io.ember.cluster.routing;

import org.jspecify.annotations.NullMarked;
