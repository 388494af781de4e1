/** The example of a store, held to the contract of all stores. */
@NullMarked
package io.ember.examples.mapdb;

import org.jspecify.annotations.NullMarked;
