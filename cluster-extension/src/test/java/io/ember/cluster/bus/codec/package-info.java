@NullMarked
package io.ember.cluster.bus.codec;

import org.jspecify.annotations.NullMarked;
