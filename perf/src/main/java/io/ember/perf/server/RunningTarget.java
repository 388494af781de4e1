package io.ember.perf.server;

import io.ember.perf.cli.UsageException;

/** A server that somebody else runs. Immutable. */
public record RunningTarget(String name, String host, int port) implements Target {

  /**
   * {@return the server at {@code host:port}}
   *
   * @throws UsageException if the text is not of this form
   */
  public static RunningTarget parse(String text) {
    int colon = text.lastIndexOf(':');
    if (colon > 0) {
      try {
        int port = Integer.parseInt(text.substring(colon + 1));
        if (port > 0 && port < 65536) {
          return new RunningTarget(text, text.substring(0, colon), port);
        }
      } catch (NumberFormatException e) {
        // falls through to the message for everything that is not host:port
      }
    }
    throw new UsageException("--target " + text + ": must be ember, redis or host:port");
  }

  @Override
  public long pid() {
    return -1;
  }

  @Override
  public long startupNs() {
    return -1;
  }

  @Override
  public void close() {}
}
