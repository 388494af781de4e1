/** The contracts of an engine and its extensions, and the bootstrap that finds and chains them. */
@NullMarked
package io.ember.engine;

import org.jspecify.annotations.NullMarked;
