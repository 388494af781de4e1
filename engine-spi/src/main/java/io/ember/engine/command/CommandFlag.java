package io.ember.engine.command;

/**
 * What COMMAND tells of a command, and what the router and the executor act on. The wire names are
 * Redis's, in the order of its answers.
 */
public enum CommandFlag {
  READONLY,
  WRITE,
  /** May add data: refused when memory is full. */
  DENYOOM,
  ADMIN,
  PUBSUB,
  NOSCRIPT,
  BLOCKING,
  LOADING,
  STALE,
  SKIP_MONITOR,
  SKIP_SLOWLOG,
  ASKING,
  FAST,
  /** Allowed before AUTH. */
  NO_AUTH,
  /** A call without any key is right. */
  NO_MANDATORY_KEYS,
  NO_ASYNC_LOADING,
  /** Refused inside MULTI. */
  NO_MULTI,
  /** Keys stand at places that only a {@link KeyFinder} finds. */
  MOVABLEKEYS,
  /** Allowed while a script is running. */
  ALLOW_BUSY;

  /** {@return the name in the answer of COMMAND} */
  public String wireName() {
    return name().toLowerCase(java.util.Locale.ROOT);
  }
}
