/** A shard of three that loses its primary again and again, under load from a stock client. */
@NullMarked
package io.ember.examples.failover;

import org.jspecify.annotations.NullMarked;
