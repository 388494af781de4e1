@NullMarked
package io.ember.cluster.core.migration;

import org.jspecify.annotations.NullMarked;
