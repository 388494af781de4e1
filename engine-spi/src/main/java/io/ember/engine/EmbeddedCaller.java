package io.ember.engine;

/**
 * Code in this process, as a caller. One for all of it: it has no connection and nothing that would
 * belong to one. Immutable.
 */
final class EmbeddedCaller implements Caller {
  /** Its number; connections have larger ones. */
  static final long ID = 0;

  static final EmbeddedCaller INSTANCE = new EmbeddedCaller();

  private EmbeddedCaller() {}

  @Override
  public long id() {
    return ID;
  }

  @Override
  public boolean isEmbedded() {
    return true;
  }
}
