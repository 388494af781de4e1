package io.ember.cluster.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.ember.cluster.Eventually;
import io.ember.cluster.lane.SlotCounters;
import io.ember.cluster.model.ClusterNode;
import io.ember.cluster.model.ClusterState;
import io.ember.cluster.model.Endpoint;
import io.ember.cluster.model.NodeFlags;
import io.ember.cluster.model.NodeId;
import io.ember.cluster.model.NodeRole;
import io.ember.cluster.model.SlotMap;
import io.ember.cluster.model.SlotRange;
import io.ember.cluster.model.SlotSet;
import io.ember.cluster.routing.RoutingTable;
import io.ember.engine.Interceptor;
import io.ember.engine.Keyspace;
import io.ember.engine.Slots;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class RedirectTest {
  private static final NodeId ME = new NodeId(new UUID(1, 1));
  private static final NodeId OTHER = new NodeId(new UUID(2, 2));
  private static final String THEIRS = "foo"; // slot 12182
  private static final String MINE = "bar"; // slot 5061
  private static final int FREE_SLOT = 0;

  @Test
  void aCallForTheSlotOfAnotherNodeIsRedirected() {
    try (TestNode node = node();
        RespClient client = node.connect()) {
      assertThat(client.call("SET", MINE, "1")).isEqualTo("+OK");
      assertThat(client.call("GET", THEIRS)).isEqualTo("-MOVED 12182 10.0.0.2:7000");
      assertThat(client.call("SPUBLISH", THEIRS, "x"))
          .isEqualTo("-ERR unknown command 'SPUBLISH', with args beginning with: 'foo' 'x' ");
      assertThat(client.call("MGET", THEIRS, MINE)).startsWith("-CROSSSLOT");
      assertThat(client.call("GET", keyOf(FREE_SLOT)))
          .isEqualTo("-CLUSTERDOWN Hash slot not served");
      assertThat(client.call("DBSIZE")).isEqualTo(":1");
    }
  }

  @Test
  void aTransactionWithARedirectedCallExecutesNothing() {
    try (TestNode node = node();
        RespClient client = node.connect()) {
      client.call("MULTI");
      assertThat(client.call("SET", MINE, "1")).isEqualTo("+QUEUED");
      assertThat(client.call("GET", THEIRS)).isEqualTo("-MOVED 12182 10.0.0.2:7000");
      assertThat(client.call("EXEC")).startsWith("-EXECABORT");
      assertThat(client.call("EXISTS", MINE)).isEqualTo(":0");
    }
  }

  @Test
  void slotsThatMoveBeforeExecAbortTheWholeTransaction() {
    try (TestNode node = node();
        RespClient client = node.connect()) {
      client.call("MULTI");
      assertThat(client.call("SET", MINE, "1")).isEqualTo("+QUEUED");
      assertThat(client.call("PING")).isEqualTo("+QUEUED");

      node.routes.publish(table(2, SlotMap.ownedBy(OTHER), node.lanes.laneCount()));

      assertThat(client.call("EXEC"))
          .isEqualTo("-EXECABORT Transaction discarded because of: MOVED 5061 10.0.0.2:7000");
      assertThat(client.call("EXEC")).isEqualTo("-ERR EXEC without MULTI");
      assertThat(client.call("DBSIZE")).isEqualTo(":0");
    }
  }

  /** What a call meets that was sent to its lane just before the slot was closed. */
  @Test
  void theLaneAsksAgainWhetherTheSlotIsStillServed() {
    SlotMap theirs = SlotMap.ownedBy(OTHER);
    AtomicReference<TestNode> running = new AtomicReference<>();
    Interceptor closesTheSlotBehindTheRouter =
        (call, next) -> {
          next.proceed(call);
          if (call.argumentIs(0, "SET")) {
            TestNode node = running.get();
            node.routes.publish(table(2, theirs, node.lanes.laneCount()));
          }
        };
    try (TestNode node =
            new TestNode(
                options -> {
                  options.routes = lanes -> table(1, SlotMap.ownedBy(ME), lanes);
                  options.first = closesTheSlotBehindTheRouter;
                });
        RespClient client = node.connect()) {
      running.set(node);

      assertThat(client.call("SET", MINE, "1")).isEqualTo("-MOVED 5061 10.0.0.2:7000");
      assertThat(node.lanes.askBehindPresentCalls(keyspace -> isEmpty(keyspace)).join()).isTrue();
    }
  }

  private static boolean isEmpty(Keyspace keyspace) {
    return keyspace.nextSlotWithEntries(0) < 0;
  }

  @Test
  void whatASlotHasCostIsForgottenWhenItLeaves() {
    try (TestNode node = node();
        RespClient client = node.connect()) {
      int slot = Slots.keySlot(MINE.getBytes(StandardCharsets.US_ASCII));
      int lane = RoutingTable.ownerLane(slot, node.lanes.laneCount());
      SlotCounters counters = node.lanes.slotCounters().get(lane);
      client.call("GET", MINE);
      assertThat(isUncounted(node, counters, slot)).isFalse();

      node.routes.publish(
          table(2, SlotMap.EMPTY.assign(SlotRange.ALL, OTHER), node.lanes.laneCount()));

      Eventually.is(() -> isUncounted(node, counters, slot), true);
    }
  }

  private static boolean isUncounted(TestNode node, SlotCounters counters, int slot) {
    return node.lanes
        .askBehindPresentCalls(
            keyspace ->
                !keyspace.owns(slot) || counters.bytesIn(slot) + counters.cpuNanos(slot) == 0)
        .join();
  }

  private static TestNode node() {
    SlotMap slots =
        SlotMap.EMPTY
            .assign(new SlotRange(1, 9_999), ME)
            .assign(new SlotRange(10_000, 16_383), OTHER);
    return new TestNode(options -> options.routes = lanes -> table(1, slots, lanes));
  }

  private static RoutingTable table(long version, SlotMap slots, int laneCount) {
    ClusterNode me = ClusterNode.myself(ME, ME, new Endpoint("10.0.0.1", 7000), 17_000, 1);
    ClusterNode other =
        new ClusterNode(
            OTHER,
            OTHER,
            new Endpoint("10.0.0.2", 7000),
            17_000,
            NodeRole.PRIMARY,
            null,
            new NodeFlags(false, false, false, false, false),
            0,
            0,
            1,
            true);
    ClusterState state =
        new ClusterState(ME, Map.of(ME, me, OTHER, other), slots, 1, false, ClusterState.NO_INDEX);
    return RoutingTable.of(version, laneCount, state, SlotSet.EMPTY, SlotSet.EMPTY, "");
  }

  private static String keyOf(int slot) {
    for (int i = 0; ; i++) {
      String key = "k" + i;
      if (Slots.keySlot(key.getBytes(StandardCharsets.US_ASCII)) == slot) {
        return key;
      }
    }
  }
}
