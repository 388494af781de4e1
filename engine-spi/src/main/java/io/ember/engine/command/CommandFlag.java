package io.ember.engine.command;

/**
 * What COMMAND tells of a command, and what the router and the executor act on. The wire names are
 * Redis's.
 */
public enum CommandFlag {
  READONLY,
  WRITE,
  /** May add data: refused when memory is full. */
  DENYOOM,
  ADMIN,
  PUBSUB,
  NOSCRIPT,
  LOADING,
  STALE,
  FAST,
  /** Allowed before AUTH. */
  NO_AUTH,
  /** Refused inside MULTI. */
  NO_MULTI,
  /** Keys stand at places that only a {@link KeyFinder} finds. */
  MOVABLEKEYS,
  ALLOW_BUSY,
  NO_ASYNC_LOADING,
  SKIP_MONITOR,
  SKIP_SLOWLOG;

  /** {@return the name in the answer of COMMAND} */
  public String wireName() {
    return name().toLowerCase(java.util.Locale.ROOT);
  }
}
