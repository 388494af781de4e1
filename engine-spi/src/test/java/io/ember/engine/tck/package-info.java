/** The technology compatibility kit: the contract tests that prove a store. */
@NullMarked
package io.ember.engine.tck;

import org.jspecify.annotations.NullMarked;
