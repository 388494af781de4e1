package io.ember.perf;

/** The {@code perf} command. Immutable. */
public final class PerfMain {
  private static final int EXIT_USAGE = 64;

  private PerfMain() {}

  /** Prints the usage and ends the process. */
  public static void main(String[] args) {
    System.err.println("usage: perf HARNESS [OPTION ...]");
    System.exit(EXIT_USAGE);
  }
}
