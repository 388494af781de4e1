/** The demonstration: loads a node with a stock client, works on it, and verifies every value. */
@NullMarked
package io.ember.examples.demo;

import org.jspecify.annotations.NullMarked;
