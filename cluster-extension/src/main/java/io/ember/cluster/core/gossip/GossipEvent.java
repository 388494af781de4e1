package io.ember.cluster.core.gossip;

/**
 * A change of what is believed of another member; local findings and news from others emit the
 * same.
 */
public sealed interface GossipEvent {
  /** {@return the member as it is believed to be after the change} */
  MemberInfo member();

  /** A member that was not known, or was dead or gone, is alive. */
  record MemberJoined(MemberInfo member) implements GossipEvent {}

  /** A member is suspected. */
  record MemberSuspected(MemberInfo member) implements GossipEvent {}

  /** A suspected member refuted. */
  record MemberAlive(MemberInfo member) implements GossipEvent {}

  /** A member was declared dead. */
  record MemberFailed(MemberInfo member) implements GossipEvent {}

  /** A member left on purpose. */
  record MemberLeft(MemberInfo member) implements GossipEvent {}

  /** A member's address is another one now. */
  record AddressChanged(MemberInfo member) implements GossipEvent {}
}
