package io.ember.examples.cli;

/** The command line is wrong; the message says what is wrong and what is allowed. */
public final class UsageException extends RuntimeException {
  private static final long serialVersionUID = 1;

  public UsageException(String message) {
    super(message);
  }
}
