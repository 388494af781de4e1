@NullMarked
package io.ember.cluster.bus;

import org.jspecify.annotations.NullMarked;
