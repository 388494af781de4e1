/** The runnable command and small programs that show one use each. */
@NullMarked
package io.ember.examples;

import org.jspecify.annotations.NullMarked;
