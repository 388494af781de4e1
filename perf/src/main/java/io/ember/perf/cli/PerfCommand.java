package io.ember.perf.cli;

import java.io.IOException;

/** One of the words after {@code perf}. */
public interface PerfCommand {
  /** {@return the word} */
  String name();

  /** {@return what it does, in a sentence or a few} */
  String summary();

  /** {@return what it takes} */
  OptionSet options();

  /**
   * Does it.
   *
   * @return the exit code
   * @throws UsageException if the arguments contradict each other
   * @throws IOException if a server cannot be started or reached, or results cannot be written
   */
  int run(Arguments arguments, PerfContext context) throws IOException, InterruptedException;
}
