/**
 * What was done to data, as bytes: the content of replication's records and of migration's batches.
 */
@NullMarked
package io.ember.cluster.core.effect;

import org.jspecify.annotations.NullMarked;
