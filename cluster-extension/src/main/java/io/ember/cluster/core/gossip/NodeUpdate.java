package io.ember.cluster.core.gossip;

import io.ember.cluster.model.NodeId;

/**
 * One piece of news, piggybacked on probes.
 *
 * @param about the member as the teller believes it to be
 * @param teller who found it out; two suspicions by different tellers are independent
 */
public record NodeUpdate(MemberInfo about, NodeId teller) {
  /** {@return bytes on the wire} */
  public int encodedBytes() {
    return about.encodedBytes() + 16;
  }
}
