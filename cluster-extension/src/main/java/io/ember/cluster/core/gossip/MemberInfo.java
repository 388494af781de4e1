package io.ember.cluster.core.gossip;

import io.ember.cluster.model.Endpoint;
import io.ember.cluster.model.NodeId;

/**
 * What gossip says of one member.
 *
 * @param bus where its bus listens
 * @param incarnation raised by the member alone, whenever it has to contradict others; persisted,
 *     never goes back
 */
public record MemberInfo(NodeId id, Endpoint bus, long incarnation, MemberStatus status) {
  /** Bytes on the wire without the host name: id, port, incarnation, status, length of the host. */
  private static final int FIXED_BYTES = 16 + 2 + 8 + 1 + 1;

  public MemberInfo {
    if (incarnation < 0) {
      throw new IllegalArgumentException("incarnation must not be negative: " + incarnation);
    }
  }

  /** {@return the same with another status} */
  public MemberInfo with(MemberStatus newStatus) {
    return new MemberInfo(id, bus, incarnation, newStatus);
  }

  /** {@return bytes on the wire; the codec's test holds it to that} */
  public int encodedBytes() {
    return FIXED_BYTES + bus.host().length();
  }
}
