package io.ember.examples.cli;

/** What a command's exit code means, after sysexits.h. */
public final class ExitCode {
  public static final int OK = 0;

  /** The command ran and found that something is wrong. */
  public static final int FAILED = 1;

  /** A wrong option or value. */
  public static final int USAGE = 64;

  /** Something cannot start, or broke, for another reason than its configuration. */
  public static final int SOFTWARE = 70;

  /** A JVM that was told to end by SIGTERM. */
  public static final int TERMINATED = 143;

  /** A configuration that does not let a node start. */
  public static final int CONFIG = 78;

  private ExitCode() {}
}
