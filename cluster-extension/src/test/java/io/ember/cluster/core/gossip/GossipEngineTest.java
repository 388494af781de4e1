package io.ember.cluster.core.gossip;

import static org.assertj.core.api.Assertions.assertThat;

import io.ember.cluster.model.Endpoint;
import io.ember.cluster.model.NodeId;
import io.ember.cluster.sim.GossipCluster;
import io.ember.cluster.sim.SimNetwork;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class GossipEngineTest {
  private static final GossipConfig CONFIG = GossipConfig.DEFAULTS;

  private static GossipCluster started(int count, long seed) {
    GossipCluster cluster = new GossipCluster(count, CONFIG, seed);
    cluster.startAll();
    cluster.runMs(20_000);
    return cluster;
  }

  @Test
  void everyMemberLearnsOfEveryOther() {
    GossipCluster cluster = started(20, 1);

    for (int subject = 0; subject < 20; subject++) {
      assertThat(cluster.allBelieve(subject, MemberStatus.ALIVE)).as("node %s", subject).isTrue();
    }
  }

  @Test
  void aDeathReachesAHundredMembersThoughEachNewsIsSentABoundedNumberOfTimes() {
    GossipCluster cluster = started(100, 2);

    cluster.crash(42);
    cluster.runMs(120_000);

    assertThat(cluster.allBelieve(42, MemberStatus.DEAD)).isTrue();
  }

  @Test
  void newsReachAHundredMembersInAFewPeriodsThoughTheirSourceIsGone() {
    GossipCluster cluster = started(100, 19);
    cluster.runMs(40_000);

    cluster.input(42, new GossipInput.Leave());
    cluster.runMs(200);
    cluster.crash(42);
    cluster.runMs(10_000);

    assertThat(cluster.allBelieve(42, MemberStatus.LEFT)).isTrue();
  }

  @Test
  void theOneThatDetectsAFailureItselfEmitsTheSameEventsAsTheOthers() {
    GossipCluster cluster = started(2, 3);

    cluster.crash(1);
    cluster.runMs(60_000);

    assertThat(cluster.node(0).events)
        .extracting(event -> (Object) event.getClass())
        .containsSubsequence(
            GossipEvent.MemberJoined.class,
            GossipEvent.MemberSuspected.class,
            GossipEvent.MemberFailed.class);
  }

  @Test
  void aPausedMemberRefutesWhenItWakesWithinItsSuspicion() {
    GossipCluster cluster = started(5, 4);

    cluster.pause(3);
    cluster.runMs(3_500);
    cluster.resume(3);
    cluster.runMs(60_000);

    assertThat(cluster.allBelieve(3, MemberStatus.ALIVE)).isTrue();
    for (GossipCluster.Node node : cluster.nodes()) {
      assertThat(node.events).noneMatch(event -> event instanceof GossipEvent.MemberFailed);
    }
  }

  @Test
  void aMemberThatStoodStillForLongDoesNotBlameTheOthers() {
    GossipCluster cluster = started(5, 5);

    cluster.pause(2);
    cluster.runMs(90_000);
    cluster.resume(2);
    cluster.runMs(60_000);

    assertThat(cluster.node(2).events)
        .noneMatch(
            event ->
                event instanceof GossipEvent.MemberSuspected
                    || event instanceof GossipEvent.MemberFailed);
    assertThat(cluster.allBelieve(2, MemberStatus.ALIVE)).isTrue();
  }

  @Test
  void aProbeThatWasUnderWayWhenThisNodeStoodStillBlamesNobody() {
    NodeId peer = new NodeId(new UUID(2, 2));
    MemberInfo me =
        new MemberInfo(
            new NodeId(new UUID(1, 1)), new Endpoint("10.0.0.1", 17000), 1, MemberStatus.ALIVE);
    MemberInfo other = new MemberInfo(peer, new Endpoint("10.0.0.2", 17000), 1, MemberStatus.ALIVE);
    GossipEngine engine = new GossipEngine(CONFIG, me, new SplittableRandom(1)::nextLong, 0);
    engine.step(
        0,
        new GossipInput.Received(
            peer,
            other.bus(),
            0,
            new GossipMessage.Exchange(false, other, StateHint.NONE, List.of())));
    long nowNs = 0;
    List<GossipOutput> outputs = List.of();
    while (outputs.isEmpty()) {
      nowNs += 50_000_000;
      outputs = engine.step(nowNs, new GossipInput.Tick());
    }

    List<GossipOutput> afterStall = engine.step(nowNs + 90_000_000_000L, new GossipInput.Tick());

    assertThat(afterStall).noneMatch(output -> output instanceof GossipOutput.Emit);
    assertThat(engine.healthScore()).isEqualTo(1);
  }

  @Test
  void comesBackAfterARestartByItsPersistedIncarnation() {
    GossipCluster cluster = started(6, 6);
    cluster.crash(5);
    cluster.runMs(90_000);
    assertThat(cluster.allBelieve(5, MemberStatus.DEAD)).isTrue();

    cluster.start(5);
    cluster.input(5, new GossipInput.Contact(cluster.node(1).bus));
    cluster.runMs(30_000);

    assertThat(cluster.allBelieve(5, MemberStatus.ALIVE)).isTrue();
  }

  @Test
  void aStaleDeathNeverLowersTheIncarnation() {
    GossipCluster cluster = started(3, 7);
    long before = cluster.node(0).engine().self().incarnation();
    GossipCluster.Node liar = cluster.node(1);
    MemberInfo stale =
        new MemberInfo(cluster.node(0).id, cluster.node(0).bus, 0, MemberStatus.DEAD);

    cluster.input(
        0,
        new GossipInput.Received(
            liar.id,
            liar.bus,
            1400,
            new GossipMessage.Ping(
                1,
                cluster.node(0).id,
                liar.engine().self(),
                StateHint.NONE,
                List.of(new NodeUpdate(stale, liar.id)))));

    assertThat(cluster.node(0).engine().self().incarnation()).isGreaterThanOrEqualTo(before);
  }

  @Test
  void refutesByAnIncarnationThatIsOnDiskBeforeAnybodyHearsOfIt() {
    NodeId self = new NodeId(new UUID(1, 1));
    NodeId peer = new NodeId(new UUID(2, 2));
    MemberInfo me = new MemberInfo(self, new Endpoint("10.0.0.1", 17000), 7, MemberStatus.ALIVE);
    MemberInfo other = new MemberInfo(peer, new Endpoint("10.0.0.2", 17000), 1, MemberStatus.ALIVE);
    GossipEngine engine = new GossipEngine(CONFIG, me, new SplittableRandom(1)::nextLong, 0);

    List<GossipOutput> outputs =
        engine.step(
            1,
            new GossipInput.Received(
                peer,
                other.bus(),
                1400,
                new GossipMessage.Ping(
                    9,
                    self,
                    other,
                    StateHint.NONE,
                    List.of(new NodeUpdate(me.with(MemberStatus.SUSPECT), peer)))));

    int persisted = outputs.indexOf(new GossipOutput.Persist(8));
    int answered =
        IntStream.range(0, outputs.size())
            .filter(i -> outputs.get(i) instanceof GossipOutput.Datagram)
            .findFirst()
            .orElseThrow();
    assertThat(persisted).isNotNegative().isLessThan(answered);
  }

  @Test
  void probesEveryMemberWithinTwiceTheirNumberOfPeriods() {
    int count = 50;
    ProbeOrder order = new ProbeOrder(new SplittableRandom(8)::nextLong);
    List<NodeId> ids = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      ids.add(new NodeId(new UUID(i, i)));
      order.add(ids.get(i), id -> true);
    }
    Map<NodeId, Integer> lastSeen = new HashMap<>();
    ids.forEach(id -> lastSeen.put(id, 0));

    for (int period = 1; period <= 1000; period++) {
      NodeId probed = java.util.Objects.requireNonNull(order.next(id -> true));
      assertThat(period - lastSeen.getOrDefault(probed, 0)).isLessThanOrEqualTo(2 * count - 1);
      lastSeen.put(probed, period);
    }
  }

  @Test
  void noDatagramIsLargerThanItMayBeHoweverMuchThereIsToTell() {
    GossipCluster cluster = started(120, 9);
    for (int i = 60; i < 120; i++) {
      cluster.crash(i);
    }
    cluster.runMs(60_000);

    assertThat(cluster.largestDatagram()).isLessThanOrEqualTo(GossipConfig.MAX_DATAGRAM_BYTES);
  }

  @Test
  void relaysOnlyToMembersItKnows() {
    GossipCluster cluster = started(3, 10);
    GossipCluster.Node asker = cluster.node(1);
    NodeId stranger = new NodeId(new UUID(99, 99));

    List<GossipOutput> outputs =
        cluster
            .node(0)
            .engine()
            .step(
                cluster.schedule.nowNs(),
                new GossipInput.Received(
                    asker.id,
                    asker.bus,
                    1400,
                    new GossipMessage.PingReq(
                        5, stranger, asker.engine().self(), StateHint.NONE, List.of())));

    assertThat(outputs).noneMatch(output -> output instanceof GossipOutput.Datagram);
  }

  @Test
  void relaysABoundedNumberOfProbesAtOnce() {
    GossipCluster cluster = started(30, 11);
    int[] pings = new int[30];
    for (int round = 0; round < 100; round++) {
      for (int asker = 2; asker < 30; asker++) {
        pings[asker] += relayedPings(cluster, asker, 1000 + round);
      }
    }

    assertThat(IntStream.of(pings)).allMatch(count -> count <= GossipConfig.MAX_RELAYED_PER_MEMBER);
    assertThat(IntStream.of(pings).sum()).isEqualTo(GossipConfig.MAX_RELAYED);
  }

  /** {@return how many pings node 0 sends when node {@code asker} has it probe node 1} */
  private static int relayedPings(GossipCluster cluster, int asker, long sequence) {
    GossipCluster.Node from = cluster.node(asker);
    GossipMessage request =
        new GossipMessage.PingReq(
            sequence, cluster.node(1).id, from.engine().self(), StateHint.NONE, List.of());
    return (int)
        cluster
            .node(0)
            .engine()
            .step(
                cluster.schedule.nowNs(),
                new GossipInput.Received(from.id, from.bus, 1400, request))
            .stream()
            .filter(output -> output instanceof GossipOutput.Datagram)
            .count();
  }

  @Test
  void anUnprovedAddressGetsNoAnswerThatIsLargerThanItsRequest() {
    GossipCluster cluster = started(30, 12);
    NodeId stranger = new NodeId(new UUID(77, 77));
    MemberInfo newcomer =
        new MemberInfo(stranger, new Endpoint("10.9.9.9", 17000), 1, MemberStatus.ALIVE);

    List<GossipOutput> outputs =
        cluster
            .node(0)
            .engine()
            .step(
                cluster.schedule.nowNs(),
                new GossipInput.Received(
                    stranger,
                    newcomer.bus(),
                    GossipMessage.FIXED_BYTES,
                    new GossipMessage.Ping(
                        1, cluster.node(0).id, newcomer, StateHint.NONE, List.of())));

    assertThat(outputs)
        .filteredOn(output -> output instanceof GossipOutput.Datagram)
        .singleElement()
        .satisfies(
            output ->
                assertThat(
                        ((GossipMessage.Ack) ((GossipOutput.Datagram) output).message()).updates())
                    .isEmpty());
  }

  @Test
  void aDepartureIsNoFailure() {
    GossipCluster cluster = started(5, 13);

    cluster.input(4, new GossipInput.Leave());
    cluster.runMs(2_000);
    cluster.crash(4);
    cluster.runMs(60_000);

    assertThat(cluster.allBelieve(4, MemberStatus.LEFT)).isTrue();
    for (int i = 0; i < 4; i++) {
      assertThat(cluster.node(i).events)
          .noneMatch(event -> event instanceof GossipEvent.MemberFailed);
    }
  }

  @Test
  void aOneWayPartitionOfOneLinkBlamesNobodyForLong() {
    GossipCluster cluster = started(8, 14);

    cluster.network.cut(0, 1);
    cluster.runMs(120_000);

    for (GossipCluster.Node node : cluster.nodes()) {
      assertThat(node.events).noneMatch(event -> event instanceof GossipEvent.MemberFailed);
    }
  }

  @Test
  void bothSidesOfAPartitionMeetAgain() {
    GossipCluster cluster = started(6, 15);
    cluster.partition(List.of(0, 1, 2), List.of(3, 4, 5));
    cluster.runMs(90_000);
    assertThat(cluster.belief(0, 4)).isEqualTo(MemberStatus.DEAD);

    cluster.network.healAll();
    cluster.input(0, new GossipInput.Contact(cluster.node(3).bus));
    cluster.runMs(90_000);

    for (int subject = 0; subject < 6; subject++) {
      assertThat(cluster.allBelieve(subject, MemberStatus.ALIVE)).as("node %s", subject).isTrue();
    }
  }

  @Test
  void whoIsBehindPullsTheConfigurationWithoutALeader() {
    GossipCluster cluster = started(10, 16);

    cluster.advance(3, 2, 500);
    cluster.runMs(30_000);

    for (int i = 0; i < 10; i++) {
      assertThat(i == 3 || !cluster.node(i).pulls.isEmpty()).as("node %s", i).isTrue();
    }
  }

  @Test
  void anOldDepartureDoesNotRemoveAMemberThatCameBack() {
    GossipCluster cluster = started(3, 20);
    GossipCluster.Node teller = cluster.node(1);
    MemberInfo left = new MemberInfo(cluster.node(2).id, cluster.node(2).bus, 0, MemberStatus.LEFT);

    cluster.input(
        0,
        new GossipInput.Received(
            teller.id,
            teller.bus,
            1400,
            new GossipMessage.Ping(
                1,
                cluster.node(0).id,
                teller.engine().self(),
                StateHint.NONE,
                List.of(new NodeUpdate(left, left.id())))));

    assertThat(cluster.belief(0, 2)).isEqualTo(MemberStatus.ALIVE);
  }

  @Test
  void aJoinOfMoreMembersThanTheOriginalCouldTakeEndsAndIsTakenWhole() {
    GossipCluster cluster = started(2, 21);
    GossipCluster.Node seed = cluster.node(1);
    List<MemberInfo> all = new ArrayList<>();
    for (int i = 0; i < 3000; i++) {
      Endpoint bus = new Endpoint("10.1.0.1", 1 + i);
      all.add(new MemberInfo(new NodeId(new UUID(7, i)), bus, 1, MemberStatus.ALIVE));
    }
    GossipMessage.Exchange sent =
        new GossipMessage.Exchange(false, seed.engine().self(), StateHint.NONE, all);

    GossipMessage received =
        io.ember.cluster.bus.codec.GossipCodec.decode(
            io.ember.cluster.bus.codec.GossipCodec.encode(sent));
    cluster.input(0, new GossipInput.Received(seed.id, seed.bus, 0, received));

    assertThat(cluster.node(0).engine().members()).containsAll(all);
    List<GossipOutput> told =
        cluster.node(0).engine().step(cluster.schedule.nowNs(), new GossipInput.Contact(seed.bus));
    assertThat(told)
        .singleElement()
        .satisfies(
            output ->
                assertThat(((GossipOutput.Exchange) output).message().members()).containsAll(all));
  }

  @Test
  void nobodyIsPushedToAnIncarnationFromWhichItCannotRefute() {
    GossipCluster cluster = started(3, 22);
    GossipCluster.Node liar = cluster.node(1);
    MemberInfo me = cluster.node(0).engine().self();
    for (long claimed : new long[] {GossipConfig.MAX_INCARNATION, Long.MAX_VALUE}) {
      MemberInfo lie = new MemberInfo(me.id(), me.bus(), claimed, MemberStatus.DEAD);
      GossipMessage ping =
          new GossipMessage.Ping(
              1,
              me.id(),
              liar.engine().self(),
              StateHint.NONE,
              List.of(new NodeUpdate(lie, liar.id)));
      cluster.input(0, new GossipInput.Received(liar.id, liar.bus, 1400, ping));
    }

    assertThat(cluster.node(0).engine().self()).isEqualTo(me);
  }

  @Test
  void sameSeedSameTrace() {
    long first = roughRun(17).schedule.traceHash();
    long second = roughRun(17).schedule.traceHash();
    long other = roughRun(18).schedule.traceHash();

    assertThat(second).isEqualTo(first);
    assertThat(other).isNotEqualTo(first);
  }

  @Test
  void settlesAfterRoughWeatherCrashesAndPausesInEverySeed() {
    for (long seed = 100; seed < 130; seed++) {
      GossipCluster cluster = roughRun(seed);
      cluster.network.setWeather(SimNetwork.Weather.CALM);
      cluster.network.healAll();
      for (GossipCluster.Node node : cluster.nodes()) {
        if (!node.isUp()) {
          cluster.start(node.index);
        }
        cluster.resume(node.index);
        cluster.input(node.index, new GossipInput.Contact(cluster.node((node.index + 1) % 7).bus));
      }
      cluster.runMs(120_000);
      for (int subject = 0; subject < 7; subject++) {
        assertThat(cluster.allBelieve(subject, MemberStatus.ALIVE))
            .as("seed %s node %s", seed, subject)
            .isTrue();
      }
    }
  }

  private static GossipCluster roughRun(long seed) {
    GossipCluster cluster = started(7, seed);
    cluster.network.setWeather(SimNetwork.Weather.ROUGH);
    SplittableRandom chaos = new SplittableRandom(seed);
    for (int round = 0; round < 20; round++) {
      int victim = chaos.nextInt(7);
      switch (chaos.nextInt(5)) {
        case 0 -> cluster.crash(victim);
        case 1 -> {
          if (!cluster.node(victim).isUp()) {
            cluster.start(victim);
            cluster.input(victim, new GossipInput.Contact(cluster.node((victim + 1) % 7).bus));
          }
        }
        case 2 -> cluster.pause(victim);
        case 3 -> cluster.resume(victim);
        default -> cluster.network.cut(victim, (victim + 1 + chaos.nextInt(6)) % 7);
      }
      cluster.runMs(chaos.nextInt(8000));
    }
    return cluster;
  }
}
