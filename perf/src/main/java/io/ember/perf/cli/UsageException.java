package io.ember.perf.cli;

/** A wrong command line: says what is wrong and what is allowed. */
public final class UsageException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public UsageException(String message) {
    super(message);
  }
}
