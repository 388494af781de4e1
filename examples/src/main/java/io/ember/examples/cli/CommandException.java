package io.ember.examples.cli;

/** A command cannot go on; the message is the one line that its user reads. */
public final class CommandException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final int exitCode;

  public CommandException(int exitCode, String message) {
    super(message);
    this.exitCode = exitCode;
  }

  public CommandException(int exitCode, String message, Throwable cause) {
    super(message, cause);
    this.exitCode = exitCode;
  }

  /** {@return what the process exits with} */
  public int exitCode() {
    return exitCode;
  }
}
