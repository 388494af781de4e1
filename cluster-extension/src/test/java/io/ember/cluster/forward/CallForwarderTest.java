package io.ember.cluster.forward;

import static org.assertj.core.api.Assertions.assertThat;

import io.ember.cluster.Eventually;
import io.ember.cluster.bus.Bus;
import io.ember.cluster.bus.BusException;
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
import io.ember.cluster.routing.RoutingTableRef;
import io.ember.engine.Caller;
import io.ember.engine.EngineCall;
import io.ember.engine.Reply;
import io.ember.engine.ReplyCollector;
import io.ember.engine.ReplySink;
import io.ember.engine.command.CommandTable;
import io.ember.engine.command.StandardCommands;
import io.ember.engine.heap.HeapSlotStoreFactory;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The node that asks another one, over a bus that does as the test says. */
class CallForwarderTest {
  private static final NodeId ME = new NodeId(new UUID(1, 1));
  private static final NodeId OWNER = new NodeId(new UUID(2, 2));
  private static final NodeId NEW_OWNER = new NodeId(new UUID(3, 3));
  private static final CommandTable COMMANDS = commands();

  /** What the bus does with the next requests, in this order. */
  private final Queue<CompletableFuture<byte[]>> script = new ArrayDeque<>();

  private final List<String> sent = new ArrayList<>();
  private final List<NodeId> sentTo = new ArrayList<>();
  private final RoutingTableRef routes = new RoutingTableRef(table(1, SlotMap.ownedBy(OWNER)));
  private final ForwardCounters counters = new ForwardCounters();
  private CallForwarder forwarder = new CallForwarder(bus(), routes, counters);

  @AfterEach
  void close() {
    forwarder.close();
  }

  private Bus bus() {
    return (Bus)
        Proxy.newProxyInstance(
            Bus.class.getClassLoader(),
            new Class<?>[] {Bus.class},
            (proxy, method, arguments) -> {
              if (!method.getName().equals("request")) {
                throw new AssertionError(method);
              }
              synchronized (sent) {
                byte[] payload = (byte[]) arguments[3];
                sentTo.add((NodeId) arguments[0]);
                sent.add(
                    new String(
                        ForwardedRequest.decode(payload).calls().get(0)[2],
                        StandardCharsets.US_ASCII));
                CompletableFuture<byte[]> next = script.poll();
                return next == null ? answer("+OK") : next;
              }
            });
  }

  private static CompletableFuture<byte[]> answer(String reply) {
    return CompletableFuture.completedFuture((reply + "\r\n").getBytes(StandardCharsets.US_ASCII));
  }

  private static CompletableFuture<byte[]> failure(BusException.Reason reason) {
    return CompletableFuture.failedFuture(new BusException(reason, reason.name()));
  }

  private static CommandTable commands() {
    CommandTable.Builder table = new CommandTable.Builder();
    StandardCommands.register(table);
    return table.build();
  }

  private static RoutingTable table(long index, SlotMap slots) {
    ClusterNode me = ClusterNode.myself(ME, ME, new Endpoint("10.0.0.1", 7000), 17_000, 1);
    Map<NodeId, ClusterNode> nodes =
        Map.of(ME, me, OWNER, other(OWNER, "10.0.0.2"), NEW_OWNER, other(NEW_OWNER, "10.0.0.3"));
    ClusterState state = new ClusterState(ME, nodes, slots, 1, false, index);
    return RoutingTable.of(index, 1, state, SlotSet.EMPTY, SlotSet.EMPTY, "");
  }

  private static ClusterNode other(NodeId id, String host) {
    return new ClusterNode(
        id,
        id,
        new Endpoint(host, 7000),
        17_000,
        NodeRole.PRIMARY,
        null,
        new NodeFlags(false, false, false, false, false),
        0,
        0,
        1,
        true);
  }

  private void moveTo(NodeId owner) {
    long next = routes.get().index() + 1;
    SlotMap slots = SlotMap.ownedBy(OWNER).assign(new SlotRange(0, 16_383), owner);
    routes.publish(table(next, slots));
  }

  private static void isMoved(CompletableFuture<byte[]> asked) {
    asked.complete("-MOVED 1 10.0.0.9:7000\r\n".getBytes(StandardCharsets.US_ASCII));
  }

  /** A call whose end can be waited for. */
  private static final class Call extends EngineCall {
    private static final Caller CALLER =
        new Caller() {
          @Override
          public long id() {
            return 1;
          }

          @Override
          public boolean isEmbedded() {
            return true;
          }
        };

    private final ReplyCollector collector = new ReplyCollector();
    final CompletableFuture<String> end = new CompletableFuture<>();

    Call(String value) {
      byte[] bytes = ("SETk" + value).getBytes(StandardCharsets.US_ASCII);
      begin(CALLER, bytes, new HeapSlotStoreFactory().hasher());
      addArgument(0, 3);
      addArgument(3, 1);
      addArgument(4, value.length());
      assertThat(COMMANDS.resolve(this)).isTrue();
    }

    @Override
    public ReplySink reply() {
      return collector;
    }

    @Override
    public void resetReply() {
      collector.reset();
    }

    @Override
    public void completed() {
      Reply reply = collector.take();
      end.complete(reply instanceof Reply.Simple simple ? simple.text() : reply.toString());
    }

    @Override
    public void lost(String why) {
      end.complete("lost: " + why);
    }
  }

  private Call send(String value) {
    Call call = new Call(value);
    assertThat(forwarder.take(call)).isTrue();
    return call;
  }

  private static String end(Call call) throws Exception {
    return call.end.get(60, TimeUnit.SECONDS);
  }

  @Test
  void losesACallThatMayHaveArrived() throws Exception {
    script.add(failure(BusException.Reason.CONNECTION_LOST));
    script.add(failure(BusException.Reason.TIMED_OUT));

    assertThat(end(send("1"))).startsWith("lost");
    assertThat(end(send("2"))).startsWith("lost");
    assertThat(sent).containsExactly("1", "2");
    assertThat(counters.lostCount()).isEqualTo(2);
  }

  @Test
  void triesAgainWhatHasNotArrivedAndWhatHasMoved() throws Exception {
    script.add(failure(BusException.Reason.UNREACHABLE));
    script.add(answer("-MOVED 1 10.0.0.9:7000"));
    script.add(failure(BusException.Reason.QUEUE_FULL));

    assertThat(end(send("1"))).isEqualTo("OK");
    assertThat(sent).containsExactly("1", "1", "1", "1");
  }

  /** It may have executed what came behind. */
  @Test
  void doesNotTryAgainWhatTheOwnerRefuses() throws Exception {
    script.add(failure(BusException.Reason.FAILED));

    assertThat(end(send("1"))).contains("CLUSTERDOWN").contains("FAILED");
    assertThat(sent).containsExactly("1");
  }

  @Test
  void asksTheNewOwnerWhenTheOldOneHasAnsweredEverything() throws Exception {
    CompletableFuture<byte[]> first = new CompletableFuture<>();
    CompletableFuture<byte[]> second = new CompletableFuture<>();
    script.add(first);
    script.add(second);
    Call one = send("1");
    Call two = send("2");

    moveTo(NEW_OWNER);
    Call three = send("3");
    isMoved(first);
    assertThat(sent).containsExactly("1", "2");
    isMoved(second);

    assertThat(end(one)).isEqualTo("OK");
    assertThat(end(two)).isEqualTo("OK");
    assertThat(end(three)).isEqualTo("OK");
    assertThat(sent).containsExactly("1", "2", "1", "2", "3");
    assertThat(sentTo).containsExactly(OWNER, OWNER, NEW_OWNER, NEW_OWNER, NEW_OWNER);
  }

  @Test
  void whatIsTriedAgainGoesBeforeWhatCameLater() throws Exception {
    CompletableFuture<byte[]> first = new CompletableFuture<>();
    CompletableFuture<byte[]> second = new CompletableFuture<>();
    script.add(first);
    script.add(second);
    Call one = send("1");
    Call two = send("2");

    second.completeExceptionally(new BusException(BusException.Reason.UNREACHABLE, ""));
    first.completeExceptionally(new BusException(BusException.Reason.UNREACHABLE, ""));
    Call three = send("3");

    assertThat(end(one)).isEqualTo("OK");
    assertThat(end(two)).isEqualTo("OK");
    assertThat(end(three)).isEqualTo("OK");
    assertThat(sent).containsExactly("1", "2", "1", "2", "3");
  }

  @Test
  void saysSoIfTheOwnerStaysUnreachable() throws Exception {
    forwarder.close();
    forwarder = new CallForwarder(bus(), routes, counters, 200);
    for (int i = 0; i < 1000; i++) {
      script.add(failure(BusException.Reason.UNREACHABLE));
    }

    assertThat(end(send("1"))).contains("CLUSTERDOWN").contains("cannot be asked");
    assertThat(counters.failedCount()).isEqualTo(1);
  }

  @Test
  void executesHereInOrderWhatHasComeHere() throws Exception {
    List<Call> here = new ArrayList<>();
    forwarder.reroutesTo(
        call -> {
          here.add((Call) call);
          call.reply().simple("here");
          call.completed();
        });
    CompletableFuture<byte[]> moved = new CompletableFuture<>();
    script.add(moved);
    Call one = send("1");
    int slot = one.firstKey().slot();

    moveTo(ME);
    assertThat(forwarder.isHeld(slot)).isTrue();
    Call two = send("2");
    isMoved(moved);

    assertThat(end(one)).isEqualTo("here");
    assertThat(end(two)).isEqualTo("here");
    assertThat(here).containsExactly(one, two);
    // A call ends before its place in the line is given up, on the thread that ended it.
    Eventually.is(() -> forwarder.isHeld(slot), false);
    assertThat(forwarder.take(new Call("3"))).isFalse();
  }

  @Test
  void takesNothingThatAnotherNodePassedOn() {
    ForwardedCall call = new ForwardedCall(new NoLoop(), 2, null, null);
    call.fill(Call.CALLER, new byte[][] {{'G', 'E', 'T'}, {'k'}}, new HeapSlotStoreFactory());
    assertThat(COMMANDS.resolve(call)).isTrue();

    assertThat(forwarder.take(call)).isFalse();
  }

  @Test
  void refusesMoreThanFitsIntoAnEighthOfTheHeap() throws Exception {
    String large = "v".repeat(15 << 20);
    int fit = 0;
    CompletableFuture<byte[]> pending = new CompletableFuture<>();
    while (true) {
      script.add(pending);
      Call call = send(large);
      if (call.end.isDone()) {
        assertThat(end(call)).contains("TRYAGAIN").contains("too many calls");
        break;
      }
      fit++;
    }
    assertThat((long) fit * large.length())
        .isLessThanOrEqualTo(Runtime.getRuntime().maxMemory() / 8);
    pending.complete("+OK\r\n".getBytes(StandardCharsets.US_ASCII));

    script.clear();
    assertThat(end(send("1"))).isEqualTo("OK");
  }

  @Test
  void whatTheOwnerDoesNotKnowIsALostCall() throws Exception {
    script.add(CompletableFuture.completedFuture("!LOST ".getBytes(StandardCharsets.US_ASCII)));

    assertThat(end(send("1"))).startsWith("lost");
    assertThat(counters.lostCount()).isEqualTo(1);
  }

  @Test
  void nonsenseOfAnOwnerIsALostCall() throws Exception {
    script.add(answer("$5"));

    assertThat(end(send("1"))).startsWith("lost");
  }

  private static final class NoLoop implements io.ember.cluster.lane.ReplyLoop {
    @Override
    public int index() {
      return 0;
    }

    @Override
    public boolean isCurrent() {
      return true;
    }

    @Override
    public void execute(Runnable task) {
      task.run();
    }

    @Override
    public io.ember.cluster.lane.LanePublisher publisher() {
      throw new AssertionError();
    }

    @Override
    public void flushDelivered() {}
  }
}
