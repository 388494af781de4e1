package io.ember.cluster.bus;

import static io.ember.cluster.bus.BusFixture.CLUSTER;
import static io.ember.cluster.bus.BusFixture.OTHER_CLUSTER;
import static io.ember.cluster.bus.BusFixture.config;
import static io.ember.cluster.bus.BusFixture.id;
import static io.ember.cluster.bus.BusFixture.node;
import static io.ember.cluster.bus.BusNode.ECHO;
import static io.ember.cluster.bus.BusNode.KEEP;
import static io.ember.cluster.bus.BusNode.answer;
import static io.ember.cluster.bus.BusNode.bytes;
import static io.ember.cluster.bus.BusNode.take;
import static io.ember.cluster.bus.BusNode.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ember.cluster.Eventually;
import io.ember.cluster.bus.BusCounters.Traffic;
import io.ember.cluster.config.BusConfig;
import io.ember.cluster.config.Secret;
import io.ember.cluster.model.Endpoint;
import io.ember.cluster.model.NodeId;
import io.ember.engine.ConfigException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class NettyBusTest {
  private static BusConfig listeningOn(String host, boolean insecure) {
    return new BusConfig(host, 0, 0, insecure, Optional.empty(), Optional.empty());
  }

  private static BusConfig listeningOn(int port) {
    return new BusConfig(
        "127.0.0.1", port, port, false, Optional.of(Secret.of("correct horse")), Optional.empty());
  }

  /** A port at which nobody listens. */
  private static Endpoint nowhere() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return new Endpoint("127.0.0.1", socket.getLocalPort());
    }
  }

  // ---- what works

  @ParameterizedTest
  @EnumSource
  void carriesRequestsAndAnswersOnEveryLink(Link link) {
    try (BusNode a = new BusNode(1);
        BusNode b = new BusNode(2)) {
      a.knows(b);

      CompletableFuture<byte[]> asked = a.bus.request(b.id(), link, ECHO, bytes("hello"), 10_000);

      assertThat(answer(asked)).isEqualTo("hello");
      assertThat(a.bus.links())
          .singleElement()
          .satisfies(
              figures -> {
                assertThat(figures.node()).isEqualTo(b.id());
                assertThat(figures.link()).isEqualTo(link);
                assertThat(figures.inbound()).isFalse();
              });
    }
  }

  @Test
  void oneWayFramesArriveInOrderWithTheirSender() throws InterruptedException {
    try (BusNode a = new BusNode(1);
        BusNode b = new BusNode(2)) {
      a.knows(b);
      for (int i = 0; i < 2_000; i++) {
        assertThat(a.bus.send(b.id(), Link.DATA, ECHO, bytes("frame " + i))).isTrue();
      }
      for (int i = 0; i < 2_000; i++) {
        assertThat(b.next())
            .isEqualTo(new BusNode.Heard(node(1), Link.DATA, ECHO, null, "frame " + i));
      }
    }
  }

  /** One frame is sent by some thread, the next one by a thread of the bus. */
  @Test
  void framesOfSeveralThreadsArriveInTheOrderInWhichTheyWereSent() throws InterruptedException {
    try (BusNode a = new BusNode(1);
        BusNode b = new BusNode(2)) {
      a.knows(b);
      CompletableFuture<byte[]> asked = a.bus.request(b.id(), Link.DATA, KEEP, bytes(""), 60_000);
      CountDownLatch answered = new CountDownLatch(1);
      CountDownLatch firstIsSent = new CountDownLatch(1);
      CompletableFuture<Boolean> secondIsSent =
          asked.thenApply(
              answer -> {
                answered.countDown();
                awaitUninterruptibly(firstIsSent);
                return a.bus.send(b.id(), Link.DATA, ECHO, bytes("second"));
              });
      take(b.kept).answer(bytes(""));
      awaitUninterruptibly(answered);
      a.bus.send(b.id(), Link.DATA, ECHO, bytes("first"));
      firstIsSent.countDown();

      assertThat(secondIsSent.join()).isTrue();
      assertThat(b.next().text()).isEqualTo("first");
      assertThat(b.next().text()).isEqualTo("second");
    }
  }

  private static void awaitUninterruptibly(CountDownLatch latch) {
    try {
      assertThat(latch.await(60, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void answersMayComeLaterInAnyOrderFromAnyThread() throws InterruptedException {
    try (BusNode a = new BusNode(1);
        BusNode b = new BusNode(2)) {
      a.knows(b);
      CompletableFuture<byte[]> first = a.ask(b, KEEP, "1");
      Responder toFirst = take(b.kept);
      CompletableFuture<byte[]> second = a.ask(b, KEEP, "2");
      Responder toSecond = take(b.kept);

      toSecond.answer(bytes("two"));
      assertThat(answer(second)).isEqualTo("two");
      toFirst.answer(bytes("one"));
      toFirst.answer(bytes("one again"));
      toFirst.fail("too late");
      assertThat(answer(first)).isEqualTo("one");
    }
  }

  @Test
  void theLongestFrameArrivesAndALongerOneIsRefusedAtOnce() {
    try (BusNode a = new BusNode(1);
        BusNode b = new BusNode(2)) {
      a.knows(b);
      byte[] longest = new byte[Link.DATA.maxPayloadBytes()];
      byte[] longer = new byte[Link.DATA.maxPayloadBytes() + 1];

      assertThat(answer(a.bus.request(b.id(), Link.DATA, ECHO, longest, 10_000)))
          .hasSize(longest.length);
      assertThat(answer(a.bus.request(b.id(), Link.DATA, ECHO, longer, 10_000)))
          .isEqualTo("TOO_LONG");
      assertThat(a.bus.send(b.id(), Link.DATA, ECHO, longer)).isFalse();
      assertThat(a.bus.counters().get(Traffic.FRAMES_DROPPED)).isEqualTo(2);
    }
  }

  @Test
  void carriesDatagramsBetweenNodesThatNeverSpokeBefore() throws InterruptedException {
    try (BusNode a = new BusNode(1);
        BusNode b = new BusNode(2)) {
      a.bus.sendDatagram(b.endpoint(), b.id(), bytes("ping"));

      BusNode.Heard ping = b.next();
      assertThat(ping).isEqualTo(new BusNode.Heard(node(1), null, 0, a.endpoint(), "ping"));
      assertThat(a.bus.counters().get(Traffic.DATAGRAMS_REPEATED)).isEqualTo(1);

      b.bus.sendDatagram(a.endpoint(), ping.sender().nodeId(), bytes("ack"));
      assertThat(a.next().text()).isEqualTo("ack");
    }
  }

  @Test
  void aDatagramToARestartedNodeIsSentAgainForItsNewRun() throws InterruptedException {
    try (BusNode a = new BusNode(1)) {
      int port;
      try (BusNode b = new BusNode(2)) {
        port = b.bus.port();
        a.bus.sendDatagram(b.endpoint(), b.id(), bytes("to run 1"));
        assertThat(b.next().text()).isEqualTo("to run 1");
      }
      try (BusNode b = new BusNode(listeningOn(port), node(2, CLUSTER, 2))) {
        a.bus.sendDatagram(b.endpoint(), b.id(), bytes("to run 2"));

        assertThat(b.next().text()).isEqualTo("to run 2");
        assertThat(b.bus.counters().get(Refusal.STALE_RUN)).isEqualTo(1);
      }
    }
  }

  @Test
  void tellsWhereADatagramCameFromByTheNameInTheBook() throws InterruptedException {
    try (BusNode a = new BusNode(1);
        BusNode b = new BusNode(2)) {
      Endpoint named = new Endpoint("localhost", a.bus.port());
      b.bus.peer(a.id(), named);
      b.bus.sendDatagram(named, a.id(), bytes("there"));
      a.next();

      a.bus.sendDatagram(b.endpoint(), b.id(), bytes("back"));

      assertThat(b.next().from()).isEqualTo(named);
    }
  }

  @Test
  void aDatagramThatIsTooLongIsRefusedAtOnce() {
    try (BusNode a = new BusNode(1)) {
      byte[] longer = new byte[DatagramSeal.MAX_PAYLOAD_BYTES + 1];

      assertThat(a.bus.sendDatagram(a.endpoint(), id(2), longer)).isFalse();
    }
  }

  @Test
  void findsOutWhoListensAtAnAddress() throws Exception {
    try (BusNode a = new BusNode(1);
        BusNode b = new BusNode(2)) {
      BusAnswer answer =
          a.bus.request(b.endpoint(), ECHO, bytes("who?"), 10_000).get(20, TimeUnit.SECONDS);

      assertThat(answer.from()).isEqualTo(node(2));
      assertThat(text(answer.payload())).isEqualTo("who?");
      assertThat(a.bus.send(b.endpoint(), ECHO, bytes("one way"))).isTrue();
      assertThat(b.next().sender()).isEqualTo(node(1));
    }
  }

  @Test
  void controlDoesNotWaitBehindDataThatIsStuck() throws InterruptedException {
    try (BusNode a = new BusNode(1);
        BusNode b = new BusNode(2)) {
      a.knows(b);
      byte[] large = new byte[60_000];
      for (int i = 0; i < 1_100; i++) { // more than may be unanswered: b stops reading
        a.bus.request(b.id(), Link.DATA, KEEP, large, 60_000);
      }
      for (int i = 0; i < 1_024; i++) {
        take(b.kept);
      }

      assertThat(answer(a.ask(b, ECHO, "urgent"))).isEqualTo("urgent");
      assertThat(b.kept).as("requests that had been read already").hasSizeLessThan(20);
    }
  }

  @Test
  void controlDoesNotShareAThreadWithData() throws InterruptedException {
    try (BusNode a = new BusNode(1);
        BusNode b = new BusNode(2)) {
      a.knows(b);
      for (int i = 0; i < 3; i++) { // the first ones come together with the proof
        a.bus.send(b.id(), Link.DATA, BusNode.BLOCK, bytes(""));
      }
      take(b.blocked);

      assertThat(answer(a.ask(b, ECHO, "beacon"))).isEqualTo("beacon");
      assertThat(answer(a.bus.request(b.id(), Link.RAFT, ECHO, bytes("vote"), 10_000)))
          .isEqualTo("vote");
      a.bus.sendDatagram(b.endpoint(), b.id(), bytes("ping"));
      assertThat(b.next().text()).isEqualTo("ping");

      b.unblock.countDown();
      assertThat(answer(a.bus.request(b.id(), Link.DATA, ECHO, bytes("data"), 10_000)))
          .isEqualTo("data");
    }
  }

  @Test
  void readsOnWhenRequestsWereAnswered() throws InterruptedException {
    try (BusNode a = new BusNode(1);
        BusNode b = new BusNode(2)) {
      a.knows(b);
      CompletableFuture<byte[]> last = new CompletableFuture<>();
      for (int i = 0; i < 3_000; i++) {
        last = a.bus.request(b.id(), Link.DATA, KEEP, bytes("" + i), 60_000);
      }
      for (int i = 0; i < 3_000; i++) {
        take(b.kept).answer(bytes("done"));
      }

      assertThat(answer(last)).isEqualTo("done");
    }
  }

  // ---- who is not there

  @Test
  void reportsARefusedConnectionAtOnceAndRests() throws Exception {
    try (BusNode a = new BusNode(1)) {
      a.bus.peer(id(2), nowhere());

      CompletableFuture<byte[]> asked = a.bus.request(id(2), Link.CONTROL, ECHO, bytes(""), 60_000);

      assertThat(answer(asked)).isEqualTo("UNREACHABLE");
      assertThat(take(a.refused)).isEqualTo(id(2));
    }
  }

  @Test
  void findsOutThatANodeWithWhichItHadAConnectionIsGone() throws InterruptedException {
    try (BusNode a = new BusNode(1);
        BusNode b = new BusNode(2);
        BusNode c = new BusNode(3)) {
      a.knows(b);
      c.knows(a);
      a.knows(c);
      assertThat(answer(a.ask(b, ECHO, "x"))).isEqualTo("x");
      assertThat(answer(c.ask(a, ECHO, "x"))).isEqualTo("x"); // only c opened a connection

      b.stop();
      assertThat(take(a.refused)).isEqualTo(b.id());
      c.stop();
      assertThat(take(a.refused)).isEqualTo(c.id());
    }
  }

  @Test
  void aRequestUnderWayFailsWithTheConnection() throws InterruptedException {
    try (BusNode a = new BusNode(1);
        BusNode b = new BusNode(2)) {
      a.knows(b);
      CompletableFuture<byte[]> asked = a.ask(b, KEEP, "x");
      take(b.kept);

      b.stop();

      assertThat(answer(asked)).isEqualTo("CONNECTION_LOST");
    }
  }

  @Test
  void aNodeThatComesBackIsReachedAgain() throws InterruptedException {
    try (BusNode a = new BusNode(1)) {
      int port;
      try (BusNode b = new BusNode(2)) {
        port = b.bus.port();
        a.knows(b);
        assertThat(answer(a.ask(b, ECHO, "x"))).isEqualTo("x");
      }
      take(a.refused);
      try (BusNode b = new BusNode(listeningOn(port), node(2, CLUSTER, 2))) {
        b.knows(a);
        assertThat(answer(b.ask(a, ECHO, "back"))).isEqualTo("back");

        assertThat(answer(a.ask(b, ECHO, "again"))).isEqualTo("again");
      }
    }
  }

  @Test
  void followsANodeToItsNewAddress() {
    try (BusNode a = new BusNode(1);
        BusNode c = new BusNode(3)) {
      try (BusNode b = new BusNode(2)) {
        a.knows(b);
        assertThat(answer(a.ask(b, ECHO, "x"))).isEqualTo("x");
      }
      try (BusNode b = new BusNode(config("correct horse"), node(2, CLUSTER, 2))) {
        a.knows(b);
        assertThat(answer(a.ask(b, ECHO, "there"))).isEqualTo("there");
      }
      assertThat(c.bus.links()).isEmpty();
    }
  }

  @Test
  void timesOut() {
    try (BusNode a = new BusNode(1);
        BusNode b = new BusNode(2)) {
      a.knows(b);
      assertThat(answer(a.bus.request(b.id(), Link.RAFT, ECHO, bytes("x"), 10_000))).isEqualTo("x");

      CompletableFuture<byte[]> asked =
          a.bus.request(b.id(), Link.RAFT, BusNode.SILENCE, bytes(""), 50);

      assertThat(answer(asked)).isEqualTo("TIMED_OUT");
      assertThat(a.bus.counters().get(Traffic.REQUESTS_TIMED_OUT)).isEqualTo(1);
    }
  }

  @Test
  void nothingIsSentToAListenerThatDoesNotProveItself() throws IOException {
    try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        BusNode a = new BusNode(1)) {
      a.bus.peer(id(2), new Endpoint("127.0.0.1", silent.getLocalPort()));
      byte[] large = new byte[1 << 20];
      int queued = 0;
      while (a.bus.send(id(2), Link.DATA, ECHO, large)) {
        queued++;
      }

      CompletableFuture<byte[]> asked = a.bus.request(id(2), Link.CONTROL, ECHO, bytes(""), 50);

      assertThat(queued).isBetween(1, Link.DATA.maxQueuedBytes() >> 20);
      assertThat(a.bus.counters().get(Traffic.FRAMES_DROPPED)).isEqualTo(1);
      assertThat(answer(asked)).isEqualTo("UNREACHABLE");
    }
  }

  // ---- who is not meant

  @Test
  void nodesWithDifferentSecretsDoNotTalk() {
    try (BusNode a = new BusNode(1);
        BusNode b = new BusNode(config("battery staple"), node(2));
        BusNode open = new BusNode(config(null), node(3))) {
      a.knows(b, open);

      assertThat(answer(a.ask(b, ECHO, ""))).isEqualTo("NOT_PROVED");
      assertThat(answer(a.ask(open, ECHO, ""))).isEqualTo("NOT_PROVED");
      assertThat(b.bus.counters().get(Refusal.BAD_TAG)).isEqualTo(1);
      assertThat(open.bus.counters().get(Refusal.BAD_TAG)).isEqualTo(1);
      assertThat(a.bus.links()).isEmpty();
    }
  }

  @Test
  void withoutASecretNodesTalkOnLoopback() throws InterruptedException {
    try (BusNode a = new BusNode(config(null), node(1));
        BusNode b = new BusNode(config(null), node(2))) {
      a.knows(b);

      assertThat(answer(a.ask(b, ECHO, "open"))).isEqualTo("open");
      a.bus.sendDatagram(b.endpoint(), b.id(), bytes("datagram"));
      assertThat(b.next().text()).isEqualTo("datagram");
    }
  }

  @Test
  void nodesOfTwoClustersDoNotTalkAsMembers() {
    try (BusNode a = new BusNode(1);
        BusNode b = new BusNode(config("correct horse"), node(2, OTHER_CLUSTER, 1))) {
      a.knows(b);

      assertThat(answer(a.ask(b, ECHO, ""))).isEqualTo("NOT_PROVED");
      assertThat(b.bus.counters().get(Refusal.WRONG_CLUSTER)).isEqualTo(1);
    }
  }

  @Test
  void strangersWithTheSecretCanJoinAndNothingElse() throws Exception {
    BusIdentity alone = node(2, OTHER_CLUSTER, 1);
    try (BusNode a = new BusNode(1);
        BusNode b = new BusNode(config("correct horse"), alone)) {
      BusAnswer joined =
          b.bus
              .request(a.endpoint(), BusNode.JOIN_ECHO, bytes("let me in"), 10_000)
              .get(20, TimeUnit.SECONDS);
      assertThat(joined.from()).isEqualTo(node(1));
      assertThat(text(joined.payload())).isEqualTo("let me in");

      CompletableFuture<byte[]> other = new CompletableFuture<>();
      b.bus
          .request(a.endpoint(), ECHO, bytes("?"), 10_000)
          .whenComplete((answer, why) -> other.completeExceptionally(why));
      assertThat(answer(other)).isEqualTo("OTHER_CLUSTER");

      b.bus.become(node(2));
      assertThat(b.bus.self()).isEqualTo(node(2));
      b.knows(a);
      assertThat(answer(b.ask(a, ECHO, "member"))).isEqualTo("member");
    }
  }

  @Test
  void anotherNodeAtTheAddressIsNotTakenForTheWantedOne() {
    try (BusNode a = new BusNode(1);
        BusNode b = new BusNode(2)) {
      a.bus.peer(id(3), b.endpoint());

      CompletableFuture<byte[]> asked = a.bus.request(id(3), Link.CONTROL, ECHO, bytes(""), 10_000);

      assertThat(answer(asked)).isEqualTo("NOT_PROVED");
      assertThat(b.bus.counters().get(Refusal.WRONG_RECEIVER)).isEqualTo(1);
    }
  }

  @Test
  void twoNodesWithOneIdDoNotTalk() {
    try (BusNode a = new BusNode(1);
        BusNode copy = new BusNode(1)) {
      CompletableFuture<byte[]> asked =
          a.bus
              .request(copy.endpoint(), BusNode.JOIN_ECHO, bytes(""), 10_000)
              .thenApply(BusAnswer::payload);

      assertThatThrownBy(() -> asked.get(20, TimeUnit.SECONDS)).hasMessageContaining("ended");
      assertThat(copy.bus.counters().get(Refusal.REFLECTED)).isEqualTo(1);
    }
  }

  @Test
  void anEarlierRunOfANodeIsRefused() {
    try (BusNode a = new BusNode(1);
        BusNode current = new BusNode(config("correct horse"), node(2, CLUSTER, 5));
        BusNode old = new BusNode(config("correct horse"), node(2, CLUSTER, 4))) {
      current.knows(a);
      old.knows(a);
      assertThat(answer(current.ask(a, ECHO, "5"))).isEqualTo("5");

      assertThat(answer(old.ask(a, ECHO, "4"))).isEqualTo("CONNECTION_LOST");
      assertThat(a.bus.counters().get(Refusal.LOWER_RUN)).isPositive();
      assertThat(answer(current.ask(a, ECHO, "still"))).isEqualTo("still");
    }
  }

  @Test
  void aNodeDuringRotationTalksToThoseBeforeAndAfterIt() {
    BusConfig both =
        new BusConfig(
            "127.0.0.1",
            0,
            0,
            false,
            Optional.of(Secret.of("correct horse")),
            Optional.of(Secret.of("battery staple")));
    try (BusNode before = new BusNode(1);
        BusNode during = new BusNode(both, node(2));
        BusNode after = new BusNode(config("battery staple"), node(3))) {
      before.knows(during);
      after.knows(during, before);

      assertThat(answer(before.ask(during, ECHO, "old"))).isEqualTo("old");
      assertThat(answer(after.ask(during, ECHO, "new"))).isEqualTo("new");
      assertThat(answer(after.ask(before, ECHO, ""))).isEqualTo("NOT_PROVED");
    }
  }

  // ---- what is not understood

  @Test
  void anUnknownTypeIsSkippedAndCountedAndARequestOfItFails() {
    try (BusNode a = new BusNode(1);
        BusNode b = new BusNode(2)) {
      a.knows(b);

      assertThat(a.bus.send(b.id(), Link.CONTROL, BusNode.UNKNOWN, bytes("?"))).isTrue();
      assertThat(answer(a.ask(b, BusNode.UNKNOWN, "?"))).isEqualTo("UNKNOWN_TYPE");
      assertThat(answer(a.ask(b, ECHO, "on"))).isEqualTo("on");
      assertThat(b.bus.counters().get(Refusal.UNKNOWN_TYPE)).isEqualTo(2);
      assertThat(a.bus.counters().get(Traffic.CONNECTIONS_OPENED)).isEqualTo(1);
    }
  }

  @Test
  void nonsenseClosesTheConnectionAndAFailureDoesNot() {
    try (BusNode a = new BusNode(1);
        BusNode b = new BusNode(2)) {
      a.knows(b);

      assertThat(answer(a.ask(b, BusNode.FAIL, ""))).isEqualTo("FAILED");
      assertThat(answer(a.ask(b, BusNode.NONSENSE, ""))).isEqualTo("CONNECTION_LOST");
      assertThat(b.bus.counters().get(Refusal.BAD_CONTENT)).isEqualTo(1);
      assertThat(answer(a.ask(b, ECHO, "on"))).isEqualTo("on");
    }
  }

  // ---- the book and the life

  @Test
  void doesNotSendToWhomItDoesNotKnowOrHasForgotten() {
    try (BusNode a = new BusNode(1);
        BusNode b = new BusNode(2)) {
      assertThat(answer(a.ask(b, ECHO, ""))).isEqualTo("UNKNOWN_NODE");
      a.knows(b);
      assertThat(a.bus.address(b.id())).contains(b.endpoint());
      assertThat(answer(a.ask(b, ECHO, "x"))).isEqualTo("x");

      a.bus.forget(b.id());

      assertThat(answer(a.ask(b, ECHO, ""))).isEqualTo("UNKNOWN_NODE");
      assertThat(a.bus.address(b.id())).isEmpty();
      Eventually.is(
          () -> {
            b.countAfterRoundTrip(a, Refusal.SILENT); // a does not know b; b still knows nobody
            return a.bus.links().size() + b.bus.links().size();
          },
          0);
    }
  }

  @Test
  void whatWaitsFailsWhenTheBusIsClosed() throws InterruptedException {
    try (BusNode a = new BusNode(1);
        BusNode b = new BusNode(2)) {
      a.knows(b);
      CompletableFuture<byte[]> asked = a.ask(b, KEEP, "x");
      take(b.kept);

      a.stop();

      assertThat(answer(asked)).isEqualTo("CLOSED");
      assertThat(answer(a.ask(b, ECHO, ""))).isEqualTo("CLOSED");
      assertThat(a.bus.send(b.id(), Link.CONTROL, ECHO, bytes(""))).isFalse();
      assertThat(a.bus.sendDatagram(b.endpoint(), b.id(), bytes(""))).isFalse();
    }
  }

  @Test
  void refusesToListenBeyondLoopbackWithoutASecret() {
    for (String host : new String[] {"0.0.0.0", "::", "10.1.2.3", "example.org"}) {
      try (NettyBus bus = new NettyBus(listeningOn(host, false), node(1))) {
        assertThatThrownBy(() -> bus.start(new Deaf()))
            .isInstanceOf(ConfigException.class)
            .hasMessageStartingWith("the cluster bus would listen on " + host + " without a secret")
            .hasMessageNotContaining("\n");
      }
    }
    try (NettyBus bus = new NettyBus(listeningOn("0.0.0.0", true), node(1))) {
      bus.start(new Deaf());
      assertThat(bus.port()).isPositive();
    }
  }

  @Test
  void saysWhichPortItCannotHave() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        NettyBus bus = new NettyBus(listeningOn(taken.getLocalPort()), node(1))) {
      assertThatThrownBy(() -> bus.start(new Deaf()))
          .isInstanceOf(ConfigException.class)
          .hasMessageContaining("127.0.0.1:" + taken.getLocalPort() + " (TCP)");
    }
  }

  /** Hears nothing. */
  private static final class Deaf implements BusHandler {
    @Override
    public void onDatagram(BusIdentity sender, Endpoint from, byte[] payload) {}

    @Override
    public boolean onFrame(
        BusIdentity sender, Link link, int type, byte[] payload, Responder responder) {
      return false;
    }

    @Override
    public void onRefused(NodeId node) {}
  }
}
