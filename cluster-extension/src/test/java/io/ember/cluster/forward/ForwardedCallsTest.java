package io.ember.cluster.forward;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ember.cluster.bus.BusIdentity;
import io.ember.cluster.bus.Responder;
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
import io.ember.cluster.server.TestNode;
import io.ember.engine.ProtocolException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The node that is asked by another one. */
class ForwardedCallsTest {
  private static final NodeId ME = new NodeId(new UUID(1, 1));
  private static final NodeId OTHER = new NodeId(new UUID(2, 2));
  private static final BusIdentity SENDER = new BusIdentity(new UUID(9, 9), OTHER, 1);

  /** It serves all slots but the last hundred, by entry 7. */
  private final TestNode node = new TestNode(options -> options.routes = lanes -> table(7, lanes));

  private final ForwardLoop loop = new ForwardLoop(1, node.lanes);
  private final ForwardedCalls calls =
      new ForwardedCalls(node, node.routes, new ForwardCounters(), loop);

  ForwardedCallsTest() {
    loop.start();
  }

  @AfterEach
  void close() {
    calls.close();
    node.close();
  }

  private static RoutingTable table(long index, int lanes) {
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
    SlotMap slots = SlotMap.ownedBy(ME).assign(new SlotRange(16_284, 16_383), OTHER);
    ClusterState state = new ClusterState(ME, Map.of(ME, me, OTHER, other), slots, 1, false, index);
    return RoutingTable.of(index, lanes, state, SlotSet.EMPTY, SlotSet.EMPTY, "");
  }

  private static byte[] request(
      ForwardedRequest.Kind kind, long index, long session, String... calls) {
    ByteBuffer out = ByteBuffer.allocate(4096);
    out.put(kind.code()).putLong(index).putLong(session).put((byte) 2);
    out.putInt(calls.length);
    for (String call : calls) {
      String[] words = call.split(" ", -1);
      out.putInt(words.length);
      for (String word : words) {
        out.putInt(word.length()).put(word.getBytes(StandardCharsets.ISO_8859_1));
      }
    }
    return java.util.Arrays.copyOf(out.array(), out.position());
  }

  private CompletableFuture<String> ask(
      ForwardedRequest.Kind kind, long index, long session, String... words) {
    CompletableFuture<String> answer = new CompletableFuture<>();
    calls.onFrame(
        SENDER,
        request(kind, index, session, words),
        new Responder() {
          @Override
          public void answer(byte[] payload) {
            answer.complete(new String(payload, StandardCharsets.ISO_8859_1).replace("\r\n", " "));
          }

          @Override
          public void fail(String reason) {
            answer.complete("failed: " + reason);
          }

          @Override
          public boolean isWanted() {
            return true;
          }
        });
    return answer;
  }

  private String call(String words) throws Exception {
    return ask(ForwardedRequest.Kind.CALL, 7, 0, words).get(60, TimeUnit.SECONDS);
  }

  @Test
  void answersMovedAndPassesNothingOn() throws Exception {
    // Slot 16 287, of the other node.
    assertThat(call("GET key:21")).isEqualTo("$-1 ");
    String key = keyOf(16_284);
    assertThat(call("SET " + key + " x")).startsWith("-MOVED ").contains("10.0.0.2:7000");
    assertThat(ask(ForwardedRequest.Kind.EXEC, 7, 0, "SET " + key + " x").get(60, TimeUnit.SECONDS))
        .startsWith("-EXECABORT");
  }

  private static String keyOf(int firstSlot) {
    for (int i = 0; ; i++) {
      byte[] key = ("k" + i).getBytes(StandardCharsets.US_ASCII);
      if (io.ember.engine.Slots.keySlot(key) >= firstSlot) {
        return "k" + i;
      }
    }
  }

  @Test
  void waitsForTheConfigurationOfTheSenderAndKeepsTheOrder() throws Exception {
    CompletableFuture<String> ahead = ask(ForwardedRequest.Kind.CALL, 8, 0, "APPEND k 1");
    CompletableFuture<String> behind = ask(ForwardedRequest.Kind.CALL, 7, 0, "APPEND k 22");

    assertThat(ahead).isNotDone();
    node.routes.publish(table(8, 2));

    assertThat(ahead.get(60, TimeUnit.SECONDS)).isEqualTo(":1 ");
    assertThat(behind.get(60, TimeUnit.SECONDS)).isEqualTo(":3 ");
  }

  @Test
  void saysSoIfTheConfigurationDoesNotCome() throws Exception {
    assertThat(ask(ForwardedRequest.Kind.CALL, 8, 0, "SET k v").get(60, TimeUnit.SECONDS))
        .startsWith("failed: this node has not applied entry 8");
    assertThat(call("GET k")).isEqualTo("$-1 ");
  }

  @Test
  void abortsATransactionWhoseWatchesItHasForgotten() throws Exception {
    assertThat(ask(ForwardedRequest.Kind.EXEC, 7, 5, "SET k v").get(60, TimeUnit.SECONDS))
        .isEqualTo("*-1 ");
    assertThat(call("GET k")).isEqualTo("$-1 ");
  }

  @Test
  void doesNotTakeLaterWatchesForAllOfThem() throws Exception {
    String watch = "WATCH k";
    ask(ForwardedRequest.Kind.FIRST_WATCH, 7, 5, watch).get(60, TimeUnit.SECONDS);
    ask(ForwardedRequest.Kind.CALL, 7, 5, watch).get(60, TimeUnit.SECONDS);
    assertThat(ask(ForwardedRequest.Kind.EXEC, 7, 5, "SET k 1").get(60, TimeUnit.SECONDS))
        .isEqualTo("*1 +OK ");

    // The first one was at a node that owned the slot before, or in an earlier run of this one.
    ask(ForwardedRequest.Kind.CALL, 7, 6, watch).get(60, TimeUnit.SECONDS);
    assertThat(ask(ForwardedRequest.Kind.EXEC, 7, 6, "SET k 2").get(60, TimeUnit.SECONDS))
        .isEqualTo("*-1 ");
  }

  /** The word that it watches no more got lost. */
  @Test
  void watchesAnewWithTheFirstWatch() throws Exception {
    ask(ForwardedRequest.Kind.FIRST_WATCH, 7, 5, "WATCH k").get(60, TimeUnit.SECONDS);
    call("SET k 1");
    ask(ForwardedRequest.Kind.FIRST_WATCH, 7, 5, "WATCH k").get(60, TimeUnit.SECONDS);
    assertThat(ask(ForwardedRequest.Kind.EXEC, 7, 5, "SET k 2").get(60, TimeUnit.SECONDS))
        .isEqualTo("*1 +OK ");
  }

  @Test
  void executesNothingButCallsOnKeys() throws Exception {
    assertThat(call("DBSIZE")).startsWith("-ERR only calls on keys");
    assertThat(call("NOSUCH k")).startsWith("-ERR unknown command");
    assertThat(call("GET")).startsWith("-ERR wrong number of arguments");
    assertThat(ask(ForwardedRequest.Kind.EXEC, 7, 0, "DBSIZE").get(60, TimeUnit.SECONDS))
        .startsWith("-EXECABORT");
  }

  @Test
  void refusesBytesThatAreNoRequest() {
    byte[] good = request(ForwardedRequest.Kind.CALL, 7, 0, "SET k value");
    SplittableRandom random = new SplittableRandom(3);
    int refused = 0;
    for (int i = 0; i < 20_000; i++) {
      byte[] bad = java.util.Arrays.copyOf(good, random.nextInt(good.length + 1));
      for (int j = 0; j < 3 && bad.length > 0; j++) {
        bad[random.nextInt(bad.length)] = (byte) random.nextInt(256);
      }
      try {
        ForwardedRequest.decode(bad);
      } catch (ProtocolException e) {
        refused++;
      }
    }
    assertThat(refused).isGreaterThan(10_000);
    for (byte[] bad : List.of(new byte[0], header(1 << 30), header(-1))) {
      assertThatThrownBy(() -> ForwardedRequest.decode(bad)).isInstanceOf(ProtocolException.class);
    }
  }

  private static byte[] header(int calls) {
    return ByteBuffer.allocate(26)
        .put((byte) 0)
        .putLong(1)
        .putLong(0)
        .put((byte) 2)
        .putInt(calls)
        .putInt(1 << 30)
        .array();
  }
}
