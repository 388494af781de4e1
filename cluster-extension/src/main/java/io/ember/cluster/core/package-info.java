/** What all pure cores share. */
@NullMarked
package io.ember.cluster.core;

import org.jspecify.annotations.NullMarked;
