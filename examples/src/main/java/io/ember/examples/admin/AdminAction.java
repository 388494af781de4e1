package io.ember.examples.admin;

import java.io.PrintStream;
import java.util.List;

/** One thing that {@code ember admin} does. */
interface AdminAction {
  /** {@return the word that names it} */
  String name();

  /** {@return how it is written} */
  default String usage() {
    return name();
  }

  /** {@return the fewest arguments that it takes} */
  default int minArguments() {
    return 0;
  }

  /** {@return the most arguments that it takes} */
  default int maxArguments() {
    return 0;
  }

  /** Does it. {@return the exit code} */
  int run(ClusterClient cluster, List<String> arguments, PrintStream out)
      throws InterruptedException;
}
