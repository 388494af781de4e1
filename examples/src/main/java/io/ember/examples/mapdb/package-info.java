/**
 * A storage engine of one's own: slot stores over MapDB, which the cluster serves like any other.
 */
@NullMarked
package io.ember.examples.mapdb;

import org.jspecify.annotations.NullMarked;
