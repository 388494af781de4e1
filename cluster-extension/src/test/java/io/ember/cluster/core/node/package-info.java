@NullMarked
package io.ember.cluster.core.node;

import org.jspecify.annotations.NullMarked;
