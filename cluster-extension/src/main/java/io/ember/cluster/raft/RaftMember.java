package io.ember.cluster.raft;

import io.ember.cluster.model.NodeId;
import java.util.HexFormat;

/**
 * A node in the eyes of Raft.
 *
 * <p>A node that lost its Raft directory has forgotten what it acknowledged and whom it voted for.
 * Under its old name it could help to decide the same thing twice, so it comes back under the next
 * generation: another member, of the same node.
 *
 * @param node who it is for everybody else
 * @param generation counts the Raft directories that the node has had, from 1
 */
public record RaftMember(NodeId node, long generation) {
  public RaftMember {
    if (generation < 1) {
      throw new IllegalArgumentException("generations count from 1: " + generation);
    }
  }

  /** {@return its Raft id: {@link NodeId#raftId} and the generation} */
  String raftId() {
    return HexFormat.of().toHexDigits(node.raftId()) + "-" + generation;
  }
}
