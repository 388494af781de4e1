package io.ember.examples.admin;

import java.util.Set;

/** One thing that {@code ember admin} does. */
interface AdminAction {
  /** {@return the word that names it} */
  String name();

  /** {@return how it is written, options included} */
  default String usage() {
    return name();
  }

  /** {@return one line for the help} */
  String summary();

  /** {@return the fewest arguments that it takes} */
  default int minArguments() {
    return 0;
  }

  /** {@return the most arguments that it takes} */
  default int maxArguments() {
    return 0;
  }

  /** {@return which of the {@link AdminOptions} it takes, besides those that all take} */
  default Set<String> options() {
    return Set.of();
  }

  /** Does it. {@return the exit code} */
  int run(AdminCall call) throws InterruptedException;
}
