package io.ember.engine;

/**
 * What a caller holds who watches keys for a transaction. Set by the lanes of the keys, read by
 * whoever executes the transaction.
 */
public final class WatchToken {
  private volatile boolean changed;

  /** {@return whether a watched key was changed since it was watched} */
  public boolean isChanged() {
    return changed;
  }

  /** Notes that a watched key was changed. */
  public void markChanged() {
    changed = true;
  }
}
