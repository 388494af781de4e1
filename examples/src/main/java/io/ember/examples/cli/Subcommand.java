package io.ember.examples.cli;

import java.io.PrintStream;

/** One command of {@code ember}. Stateless. */
public interface Subcommand {
  String name();

  /** {@return one line for the list of commands} */
  String summary();

  /** {@return lines for its own help besides the options, each with its end; may be empty} */
  default String details() {
    return "";
  }

  /** {@return the options that it knows} */
  OptionSet options();

  /**
   * Runs the command in the foreground.
   *
   * @return the exit code
   * @throws UsageException if a value is wrong
   * @throws CommandException if it cannot go on
   */
  int run(Options options, PrintStream out) throws InterruptedException;
}
