/** The command line of the harnesses: options, help, where results go. */
@NullMarked
package io.ember.perf.cli;

import org.jspecify.annotations.NullMarked;
