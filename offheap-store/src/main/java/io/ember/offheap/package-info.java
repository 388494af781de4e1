/** A slot store outside the Java heap: one Chronicle Map per slot. */
@NullMarked
package io.ember.offheap;

import org.jspecify.annotations.NullMarked;
