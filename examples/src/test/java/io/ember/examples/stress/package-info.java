/** Data that is dropped, flushed and closed while everybody works on it. */
@NullMarked
package io.ember.examples.stress;

import org.jspecify.annotations.NullMarked;
