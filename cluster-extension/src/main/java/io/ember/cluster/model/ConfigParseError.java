package io.ember.cluster.model;

import io.ember.engine.EmberException;

/** A nodes.conf that is none, or not whole: says in which line, and why. */
public final class ConfigParseError extends EmberException {
  private static final long serialVersionUID = 1;

  /** What can be wrong. */
  public enum Kind {
    MISSING_VARS("missing vars header line"),
    INVALID_VARS("invalid vars line"),
    NO_MYSELF("no node with 'myself' flag found"),
    INVALID_NODE_LINE("invalid node line"),
    INVALID_NODE_ID("invalid node id"),
    INVALID_ADDRESS("invalid address"),
    INVALID_SLOT_RANGE("invalid slot range"),
    INVALID_CHECKSUM("invalid checksum");

    private final String text;

    Kind(String text) {
      this.text = text;
    }
  }

  private final Kind kind;
  private final int line;

  ConfigParseError(Kind kind, int line, String detail) {
    super("line " + line + ": " + kind.text + (detail.isEmpty() ? "" : ": " + detail));
    this.kind = kind;
    this.line = line;
  }

  /** {@return what is wrong} */
  public Kind kind() {
    return kind;
  }

  /** {@return in which line, from 1; the one behind the last if something is missing} */
  public int line() {
    return line;
  }
}
