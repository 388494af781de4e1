package io.ember.cluster.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.ember.cluster.LocalNode;
import io.ember.engine.Slots;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** The quick start of the original's documentation, in Java; then the same of a node that runs. */
class QuickStartTest {
  @Test
  void routesAKeyToItsSlotInAClusterOfOneNode() {
    // Create a single-node cluster
    NodeId nodeId = new NodeId(UUID.randomUUID());
    ClusterNode node =
        ClusterNode.myself(nodeId, nodeId, Endpoint.parse("127.0.0.1:6379"), 16_379, 1);
    ClusterState cluster = ClusterState.alone(node, SlotMap.ownedBy(nodeId), false);

    // Route a key to its slot
    int slot = Slots.keySlot("mykey".getBytes(StandardCharsets.UTF_8));

    assertThat(cluster.owner(slot)).isEqualTo(node);
    assertThat(slot).isLessThan(Slots.SLOT_COUNT);
  }

  @Test
  void aNodeThatRunsIsThatCluster() {
    try (LocalNode node = new LocalNode()) {
      node.engine().put("mykey", "value");

      assertThat(node.engine().get("mykey")).isEqualTo("value");
      assertThat(node.engine().call("CLUSTER", "KEYSLOT", "mykey").toString()).contains("14687");
      assertThat(node.engine().call("CLUSTER", "COUNTKEYSINSLOT", "14687").toString())
          .contains("1");
    }
  }
}
