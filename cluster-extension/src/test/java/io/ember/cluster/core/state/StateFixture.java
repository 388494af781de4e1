package io.ember.cluster.core.state;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ember.cluster.core.state.ClusterCommand.AddNode;
import io.ember.cluster.core.state.ClusterCommand.SetInSync;
import io.ember.cluster.core.state.ClusterCommand.SetReplicaOf;
import io.ember.cluster.model.Endpoint;
import io.ember.cluster.model.NodeId;
import io.ember.cluster.model.SlotRange;
import io.ember.cluster.model.SlotSet;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;

/** A machine of commands with short names for nodes, checked after every command. */
final class StateFixture {
  static final NodeId A = id(1);
  static final NodeId B = id(2);
  static final NodeId C = id(3);
  static final NodeId D = id(4);

  final ClusterStateMachine machine = new ClusterStateMachine();
  private long index;

  static NodeId id(int number) {
    return new NodeId(new UUID(number, 0));
  }

  static NodeId shardId(int number) {
    return new NodeId(new UUID(number, 1));
  }

  static NodeInfo info(int number, long run) {
    return new NodeInfo(
        id(number),
        shardId(number),
        new Endpoint("10.0.0." + number, 7000),
        new Endpoint("10.0.0." + number, 17000),
        run);
  }

  static SlotSet slots(int first, int last) {
    return SlotSet.of(new SlotRange(first, last));
  }

  /** {@return A with slots 0-99, B with 100-199, C without} */
  static StateFixture threePrimaries() {
    StateFixture fixture = new StateFixture();
    fixture.ok(new AddNode(info(1, 1), slots(0, 99)));
    fixture.ok(new AddNode(info(2, 1), slots(100, 199)));
    fixture.ok(new AddNode(info(3, 1), SlotSet.EMPTY));
    return fixture;
  }

  /** {@return the same with C as a member of A's shard, and D without duties} */
  static StateFixture withMember() {
    StateFixture fixture = threePrimaries();
    fixture.ok(new AddNode(info(4, 1), SlotSet.EMPTY));
    fixture.ok(new SetReplicaOf(C, A));
    fixture.ok(fixture.inSync(A, C));
    return fixture;
  }

  ClusterStateData data() {
    return machine.data();
  }

  ShardInfo shard(NodeId node) {
    return assertNotNull2(data().shardOf(node));
  }

  NodeInfo node(NodeId node) {
    return assertNotNull2(data().node(node));
  }

  private static <T> T assertNotNull2(@org.jspecify.annotations.Nullable T value) {
    assertNotNull(value);
    return java.util.Objects.requireNonNull(value);
  }

  long epoch(NodeId node) {
    return shard(node).epoch();
  }

  /** {@return the command that makes these, and the primary, the set in their present runs} */
  SetInSync inSync(NodeId primary, NodeId... others) {
    SortedMap<NodeId, Long> members = new TreeMap<>();
    members.put(primary, node(primary).run());
    for (NodeId other : others) {
      members.put(other, node(other).run());
    }
    return new SetInSync(primary, epoch(primary), shard(primary).version(), members);
  }

  ClusterResponse apply(ClusterCommand command) {
    index++;
    ClusterStateData before = data();
    assertEquals(command, ClusterCommandCodec.decode(ClusterCommandCodec.encode(command)));
    ClusterResponse response = machine.apply(1, index, command);
    assertNull(StateCheck.firstViolation(data()), () -> "after " + command);
    assertTrue(data().currentEpoch() >= before.currentEpoch(), "the epoch went back");
    for (ShardInfo shard : before.shards().values()) {
      ShardInfo after = data().shards().get(shard.id());
      if (after != null) {
        assertTrue(after.epoch() >= shard.epoch(), "the epoch of a shard went back");
        assertTrue(after.version() >= shard.version(), "the version of a shard went back");
        assertTrue(
            after.version() > shard.version()
                || (after.members().equals(shard.members())
                    && after.primary().equals(shard.primary())),
            "the set changed and its version did not");
      }
    }
    if (!response.isOk()) {
      assertEquals(before.contentHash(), data().contentHash(), "a rejection changed something");
    }
    assertEquals(index, data().index());
    return response;
  }

  void ok(ClusterCommand command) {
    assertEquals(ClusterResponse.ok(), apply(command), () -> "answer to " + command);
  }

  /** Applies a command that must be rejected for a reason that contains the text. */
  void rejected(String reason, ClusterCommand command) {
    ClusterResponse response = apply(command);
    ClusterResponse.Rejected rejected =
        assertInstanceOf(ClusterResponse.Rejected.class, response, () -> "answer to " + command);
    assertTrue(rejected.reason().contains(reason), rejected.reason());
  }
}
