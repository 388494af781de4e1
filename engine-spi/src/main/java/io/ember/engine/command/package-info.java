/**
 * The one table of commands, and the standard commands on data written against {@link
 * io.ember.engine.Keyspace}.
 */
@NullMarked
package io.ember.engine.command;

import org.jspecify.annotations.NullMarked;
