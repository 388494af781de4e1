package io.ember.engine;

import org.jspecify.annotations.Nullable;

/** The one among some sampled entries that was not used for longest. */
final class EvictionSample implements EntryVisitor {
  private byte @Nullable [] victim;
  private long victimIdleSeconds;

  @Override
  public void visit(EntryView entry) {
    if (victim == null || entry.idleSeconds() > victimIdleSeconds) {
      victimIdleSeconds = entry.idleSeconds();
      victim = entry.keyBytes();
    }
  }

  /** {@return the key, or null if nothing was sampled} */
  byte @Nullable [] victim() {
    return victim;
  }
}
