/** Conversations with Redis 7.2 as files, compared byte for byte. */
@NullMarked
package io.ember.examples.golden;

import org.jspecify.annotations.NullMarked;
