@NullMarked
package io.ember.cluster.forward;

import org.jspecify.annotations.NullMarked;
