/**
 * The slot store on the Java heap: simple, deterministic and complete. It proves the contract,
 * serves engines that have nothing better on their class path, and is the store of simulations.
 */
@NullMarked
package io.ember.engine.heap;

import org.jspecify.annotations.NullMarked;
