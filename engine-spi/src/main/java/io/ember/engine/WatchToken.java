package io.ember.engine;

/**
 * What a caller holds who watches keys for a transaction. Set by the lanes of the keys, read by
 * whoever executes the transaction.
 */
public final class WatchToken {
  private volatile boolean changed;
  private volatile long expiresAtMs = Long.MAX_VALUE;

  /**
   * {@return whether a watched key was changed since it was watched} Says nothing of keys whose
   * time is over and that nobody has removed yet: {@link #isChangedAt} does.
   */
  public boolean isChanged() {
    return changed;
  }

  /**
   * {@return whether a watched key was changed since it was watched, or has expired by this time}
   * Who executes a transaction asks this.
   */
  public boolean isChangedAt(long nowMs) {
    return changed || expiresAtMs <= nowMs;
  }

  /** Notes that a watched key was changed. */
  public void markChanged() {
    changed = true;
  }

  /**
   * Notes that a key which is being watched expires at this time. As long as the token is not
   * marked that stays true, since a change of the expiry is a change of the key.
   */
  void expiresAt(long ms) {
    // Several lanes may note one at the same time: it is no matter of memory but of the smallest.
    synchronized (this) {
      expiresAtMs = Math.min(expiresAtMs, ms);
    }
  }
}
