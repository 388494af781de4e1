package io.ember.cluster.core.gossip;

/**
 * What is believed of a member. At the same incarnation a later constant overrides an earlier one;
 * a higher incarnation of ALIVE overrides everything below it.
 */
public enum MemberStatus {
  /** It answers, or somebody says that it does. */
  ALIVE,
  /** It did not answer; it may refute by a higher incarnation. */
  SUSPECT,
  /** Its suspicion ran out. */
  DEAD,
  /** It said that it leaves. */
  LEFT;

  /**
   * {@return whether a member with this status takes part: is probed, told news, asked as a relay}
   */
  public boolean isPresent() {
    return this == ALIVE || this == SUSPECT;
  }

  /** {@return whether (this, incarnation) overrides what is known} */
  boolean overrides(long incarnation, MemberStatus known, long knownIncarnation) {
    if (incarnation != knownIncarnation) {
      return incarnation > knownIncarnation;
    }
    return compareTo(known) > 0;
  }
}
