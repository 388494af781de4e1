/** The command table and the standard commands, written against the slot store alone. */
@NullMarked
package io.ember.engine.command;

import org.jspecify.annotations.NullMarked;
