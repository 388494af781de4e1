package io.ember.examples;

/** The {@code ember} command. Immutable. */
public final class EmberMain {
  private static final int EXIT_USAGE = 64;

  private EmberMain() {}

  /** Prints the usage and ends the process. */
  public static void main(String[] args) {
    System.err.println("usage: ember COMMAND [OPTION ...]");
    System.exit(EXIT_USAGE);
  }
}
