package io.ember.cluster.core.node;

import io.ember.cluster.core.state.NodeInfo;
import io.ember.cluster.model.Endpoint;
import io.ember.cluster.model.NodeId;
import io.ember.cluster.model.SlotSet;
import java.util.Map;
import java.util.UUID;

/** What two nodes say when one of them, which is alone, is to join the other's cluster. */
public sealed interface JoinMessage {
  /**
   * Admit me, with these slots, which hold no key and are frozen. May be repeated.
   *
   * @param inDoubt whether an earlier request may still be granted: then a refusal has to see to it
   *     that it is not
   */
  record Request(NodeInfo node, SlotSet slots, boolean inDoubt) implements JoinMessage {}

  /** Join my cluster, through me. */
  record Invitation(Endpoint through) implements JoinMessage {}

  /** You are part of this cluster; these are its nodes. */
  record Accepted(UUID clusterId, Map<NodeId, Endpoint> nodes) implements JoinMessage {
    public Accepted {
      nodes = Map.copyOf(nodes);
    }
  }

  /** I am on my way. */
  record Coming() implements JoinMessage {}

  /** No, nothing was changed, and nothing will be. */
  record Refused(String reason) implements JoinMessage {}
}
