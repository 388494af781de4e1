/**
 * Programs that show one use each, to be read and copied; {@code examples/bin/example} runs them.
 */
@NullMarked
package io.ember.examples.programs;

import org.jspecify.annotations.NullMarked;
