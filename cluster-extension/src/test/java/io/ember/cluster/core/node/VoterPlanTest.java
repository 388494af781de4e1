package io.ember.cluster.core.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.ember.cluster.core.state.ClusterCommand;
import io.ember.cluster.core.state.ClusterStateData;
import io.ember.cluster.core.state.ClusterStateMachine;
import io.ember.cluster.model.NodeId;
import io.ember.cluster.model.SlotSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class VoterPlanTest {
  private static ClusterStateData nodes(int count) {
    ClusterStateMachine machine = new ClusterStateMachine();
    for (int i = 1; i <= count; i++) {
      machine.apply(1, i, new ClusterCommand.AddNode(OneNode.info(i, 1), SlotSet.EMPTY));
    }
    return machine.data();
  }

  private static Set<NodeId> ids(int... numbers) {
    return java.util.Arrays.stream(numbers)
        .mapToObj(OneNode::id)
        .collect(java.util.stream.Collectors.toSet());
  }

  @Test
  void wantsAnOddNumberAndNotMoreThanConfigured() {
    assertThat(VoterPlan.desired(nodes(2), ids(1), id -> true, 5)).isEqualTo(ids(1));
    assertThat(VoterPlan.desired(nodes(4), ids(1), id -> true, 5))
        .hasSize(3)
        .contains(OneNode.id(1));
    assertThat(VoterPlan.desired(nodes(9), ids(1), id -> true, 5)).hasSize(5);
    assertThat(VoterPlan.desired(nodes(9), ids(1, 2, 3, 4, 5, 6, 7), id -> true, 5)).hasSize(5);
  }

  @Test
  void aRemovedVoterIsNoneAnyMore() {
    Set<NodeId> left = VoterPlan.desired(nodes(3), ids(1, 2, 3, 4, 5), id -> true, 5);

    assertThat(left).isEqualTo(ids(1, 2, 3));
  }

  @Test
  void replacesADeadVoterByALivingNodeAndDropsNoneForBeingDead() {
    assertThat(VoterPlan.desired(nodes(4), ids(1, 2, 3), id -> !id.equals(OneNode.id(2)), 5))
        .isEqualTo(ids(1, 3, 4));
    assertThat(VoterPlan.desired(nodes(3), ids(1, 2, 3), id -> !id.equals(OneNode.id(2)), 5))
        .isEqualTo(ids(1, 2, 3));
  }
}
