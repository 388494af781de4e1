package io.ember.cluster.raft;

import io.ember.cluster.model.NodeId;
import java.util.HexFormat;
import org.apache.ratis.proto.RaftProtos.RaftPeerRole;
import org.apache.ratis.protocol.RaftPeer;
import org.apache.ratis.protocol.RaftPeerId;

/**
 * Members of ours as peers of Ratis. The address of a peer is the node's id: where the node listens
 * is the bus' business, and changes without a change of the group. Stateless.
 */
final class RaftPeers {
  private RaftPeers() {}

  static RaftPeerId id(RaftMember member) {
    return RaftPeerId.valueOf(member.raftId());
  }

  static RaftPeer voter(RaftMember member) {
    return peer(member, RaftPeerRole.FOLLOWER);
  }

  /** {@return a peer that waits to be made a voter and never stands for election by itself} */
  static RaftPeer waiting(RaftMember member) {
    return peer(member, RaftPeerRole.LISTENER);
  }

  private static RaftPeer peer(RaftMember member, RaftPeerRole role) {
    return RaftPeer.newBuilder()
        .setId(id(member))
        .setAddress(member.node().wireForm())
        .setStartupRole(role)
        .build();
  }

  static NodeId node(RaftPeer peer) {
    return NodeId.parse(peer.getAddress());
  }

  static RaftMember member(RaftPeer peer) {
    String id = peer.getId().toString();
    return new RaftMember(node(peer), Long.parseLong(id.substring(id.indexOf('-') + 1)));
  }

  /** {@return whether a peer of that id is one of the node's} */
  static boolean belongsTo(RaftPeerId id, NodeId node) {
    return id.toString().startsWith(HexFormat.of().toHexDigits(node.raftId()) + "-");
  }
}
