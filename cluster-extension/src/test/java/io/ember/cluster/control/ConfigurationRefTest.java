package io.ember.cluster.control;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.ember.cluster.core.state.ClusterCommand;
import io.ember.cluster.core.state.ClusterStateData;
import io.ember.cluster.core.state.ClusterStateMachine;
import io.ember.cluster.core.state.NodeInfo;
import io.ember.cluster.core.state.PromotionKind;
import io.ember.cluster.core.state.ShardInfo;
import io.ember.cluster.model.Endpoint;
import io.ember.cluster.model.NodeId;
import io.ember.cluster.model.SlotSet;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class ConfigurationRefTest {
  private static final NodeId A = new NodeId(new UUID(1, 0));
  private static final NodeId B = new NodeId(new UUID(2, 0));

  private final ClusterStateMachine machine = new ClusterStateMachine();
  private final ConfigurationRef ref = new ConfigurationRef();
  private long index;

  private void apply(ClusterCommand command) {
    assertThat(machine.apply(1, index++, command).isOk()).isTrue();
    ref.publish(machine.data());
  }

  private static NodeInfo info(NodeId id) {
    Endpoint endpoint = new Endpoint("10.0.0.1", 7000);
    return new NodeInfo(id, new NodeId(new UUID(id.raftId(), 1)), endpoint, endpoint, 1);
  }

  private void promote(NodeId node) {
    ShardInfo shard = requireNonNull(machine.data().shardOf(A));
    apply(
        new ClusterCommand.PromoteReplica(
            node, 1, shard.epoch(), shard.version(), PromotionKind.PLANNED));
  }

  @Test
  void countsWhenAShardGetsAnotherPrimary() {
    apply(new ClusterCommand.AddNode(info(A), SlotSet.ALL));
    apply(new ClusterCommand.AddNode(info(B), SlotSet.EMPTY));
    apply(new ClusterCommand.SetReplicaOf(B, A));
    ShardInfo shard = requireNonNull(machine.data().shardOf(A));
    apply(
        new ClusterCommand.SetInSync(
            A, shard.epoch(), shard.version(), new TreeMap<>(Map.of(A, 1L, B, 1L))));
    assertThat(ref.promotions()).isZero();

    promote(B);
    ref.publish(machine.data());
    apply(new ClusterCommand.Noop());
    assertThat(ref.promotions()).isEqualTo(1);

    promote(A);
    assertThat(ref.promotions()).isEqualTo(2);
    assertThat(ref.get()).isSameAs(machine.data());
  }

  @Test
  void whoEntersAClusterHasSeenNothingOfItsPast() {
    apply(new ClusterCommand.AddNode(info(A), SlotSet.ALL));

    ref.publish(ClusterStateData.EMPTY);

    assertThat(ref.promotions()).isZero();
    assertThat(ref.get()).isSameAs(ClusterStateData.EMPTY);
  }
}
