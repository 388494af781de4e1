/** The example programs do what they say, started as their readers start them. */
@NullMarked
package io.ember.examples.programs;

import org.jspecify.annotations.NullMarked;
