package io.ember.cluster.core.node;

import io.ember.cluster.model.NodeId;
import java.util.Set;

/**
 * What the log knows of its group at one moment.
 *
 * @param leads whether this node takes the proposals
 * @param voters of the group, as far as this node knows them
 */
public record GroupView(boolean leads, Set<NodeId> voters) {
  /** Nothing is known yet. */
  public static final GroupView UNKNOWN = new GroupView(false, Set.of());

  public GroupView {
    voters = Set.copyOf(voters);
  }
}
