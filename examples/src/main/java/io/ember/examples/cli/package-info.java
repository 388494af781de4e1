/** The command line: options, help, exit codes. */
@NullMarked
package io.ember.examples.cli;

import org.jspecify.annotations.NullMarked;
