@NullMarked
package io.ember.cluster.core.effect;

import org.jspecify.annotations.NullMarked;
