package io.ember.cluster.bus;

import static io.ember.cluster.bus.BusFixture.CLUSTER;
import static io.ember.cluster.bus.BusFixture.OTHER_CLUSTER;
import static io.ember.cluster.bus.BusFixture.SECRET;
import static io.ember.cluster.bus.BusFixture.id;
import static io.ember.cluster.bus.BusFixture.node;
import static io.ember.cluster.bus.BusFixture.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import io.ember.cluster.bus.DatagramSeal.Verdict;
import io.ember.cluster.core.gossip.GossipConfig;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class DatagramSealTest {
  private static final byte[] PAYLOAD = {1, 2, 3};

  private final RunBook runsOfA = new RunBook();
  private final RunBook runsOfB = new RunBook();
  private final DatagramSeal a = new DatagramSeal(SECRET, node(1), runsOfA);
  private final DatagramSeal b = new DatagramSeal(SECRET, node(2), runsOfB);

  DatagramSealTest() {
    runsOfA.prove(id(2), 1);
  }

  @Test
  void carriesAPayloadAndWhoSentIt() {
    DatagramSeal.Opened opened = b.open(a.seal(id(2), PAYLOAD));

    assertThat(opened.verdict()).isEqualTo(Verdict.GOOD);
    assertThat(opened.sender()).isEqualTo(node(1));
    assertThat(opened.payload()).isEqualTo(PAYLOAD);
  }

  @Test
  void neverIsLongerThanADatagramMayBeAndHasRoomForAllThatGossipSends() {
    byte[] longest = a.seal(id(2), new byte[DatagramSeal.MAX_PAYLOAD_BYTES]);

    assertThat(longest).hasSize(GossipConfig.MAX_DATAGRAM_BYTES);
    assertThat(DatagramSeal.MAX_PAYLOAD_BYTES)
        .isGreaterThanOrEqualTo(GossipConfig.MAX_MESSAGE_BYTES);
    assertThat(b.open(longest).verdict()).isEqualTo(Verdict.GOOD);
  }

  @Test
  void refusesADatagramTheSecondTime() {
    byte[] datagram = a.seal(id(2), PAYLOAD);
    b.open(datagram);

    assertThat(refusal(() -> b.open(datagram))).isEqualTo(Refusal.REPLAYED);
  }

  @Test
  void acceptsDatagramsOutOfOrder() {
    byte[] first = a.seal(id(2), PAYLOAD);
    byte[] second = a.seal(id(2), PAYLOAD);

    assertThat(b.open(second).verdict()).isEqualTo(Verdict.GOOD);
    assertThat(b.open(first).verdict()).isEqualTo(Verdict.GOOD);
  }

  @Test
  void refusesWhatIsForAnotherNodeOrOfAnotherClusterOrItsOwn() {
    byte[] toThird = a.seal(id(3), PAYLOAD);
    byte[] toSecond = a.seal(id(2), PAYLOAD);
    DatagramSeal elsewhere = new DatagramSeal(SECRET, node(2, OTHER_CLUSTER, 1), new RunBook());

    assertThat(refusal(() -> b.open(toThird))).isEqualTo(Refusal.BAD_TAG);
    assertThat(refusal(() -> elsewhere.open(toSecond))).isEqualTo(Refusal.WRONG_CLUSTER);
    assertThat(refusal(() -> a.open(toSecond))).isEqualTo(Refusal.REFLECTED);
  }

  @Test
  void refusesAnEarlierRunOfTheSender() {
    byte[] old = a.seal(id(2), PAYLOAD);
    RunBook runs = new RunBook();
    runs.prove(id(2), 1);
    DatagramSeal restarted = new DatagramSeal(SECRET, node(1, CLUSTER, 2), runs);

    assertThat(b.open(restarted.seal(id(2), PAYLOAD)).verdict()).isEqualTo(Verdict.GOOD);
    assertThat(refusal(() -> b.open(old))).isEqualTo(Refusal.LOWER_RUN);
  }

  @Test
  void aRestartedReceiverTakesNothingThatWasSentToItsEarlierRun() {
    byte[] recorded = a.seal(id(2), PAYLOAD);
    b.open(recorded);
    DatagramSeal restarted = new DatagramSeal(SECRET, node(2, CLUSTER, 2), new RunBook());

    assertThat(restarted.open(recorded).verdict()).isEqualTo(Verdict.STALE);
    assertThat(restarted.open(recorded).payload()).isEmpty();
  }

  @Test
  void aNoticeTeachesTheSenderTheRunOfARestartedReceiver() {
    DatagramSeal restarted = new DatagramSeal(SECRET, node(2, CLUSTER, 2), new RunBook());
    byte[] stale = a.seal(id(2), PAYLOAD);

    byte[] notice = restarted.notice(restarted.open(stale).sender());

    assertThat(notice.length).isLessThan(stale.length);
    assertThat(a.open(notice).verdict()).isEqualTo(Verdict.NOTICE);
    assertThat(restarted.open(a.seal(id(2), PAYLOAD)).verdict()).isEqualTo(Verdict.GOOD);
    assertThat(refusal(() -> a.open(notice))).isEqualTo(Refusal.REPLAYED);
  }

  @Test
  void aNoticeForAnEarlierRunIsRefused() {
    DatagramSeal restarted = new DatagramSeal(SECRET, node(1, CLUSTER, 2), new RunBook());
    byte[] notice = b.notice(node(1));

    assertThat(refusal(() -> restarted.open(notice))).isEqualTo(Refusal.STALE_RUN);
  }

  @Test
  void acceptsTheNextSecretAndRefusesTheOldOneAfterRotation() {
    DatagramSeal rotating =
        new DatagramSeal(
            BusFixture.secret("correct horse", "battery staple"), node(2), new RunBook());
    DatagramSeal rotated = new DatagramSeal(BusFixture.NEXT, node(2), new RunBook());
    DatagramSeal newSender = new DatagramSeal(BusFixture.NEXT, node(3), runsOfA);
    byte[] old = a.seal(id(2), PAYLOAD);

    assertThat(rotating.open(old).verdict()).isEqualTo(Verdict.GOOD);
    assertThat(rotating.open(newSender.seal(id(2), PAYLOAD)).verdict()).isEqualTo(Verdict.GOOD);
    assertThat(refusal(() -> rotated.open(old))).isEqualTo(Refusal.BAD_TAG);
  }

  @Test
  void keepsCounterAndWindowsWhenItJoinsAnotherCluster() {
    byte[] before = a.seal(id(2), PAYLOAD);
    b.open(before);
    a.become(node(1, OTHER_CLUSTER, 1));
    b.become(node(2, OTHER_CLUSTER, 1));

    assertThat(refusal(() -> b.open(before))).isEqualTo(Refusal.WRONG_CLUSTER);
    assertThat(b.open(a.seal(id(2), PAYLOAD)).verdict()).isEqualTo(Verdict.GOOD);
    b.become(node(2));
    assertThat(refusal(() -> b.open(before))).isEqualTo(Refusal.REPLAYED);
  }

  @Test
  void noChangedBitIsAccepted() {
    byte[] datagram = a.seal(id(2), PAYLOAD);

    for (int bit = 0; bit < datagram.length * 8; bit++) {
      byte[] changed = datagram.clone();
      changed[bit / 8] ^= (byte) (1 << (bit % 8));
      assertThat(refusal(() -> b.open(changed))).as("bit %s", bit).isNotNull();
    }
    assertThat(b.open(datagram).verdict()).isEqualTo(Verdict.GOOD);
  }

  @Test
  void randomBytesAreRefused() {
    SplittableRandom random = new SplittableRandom(11);
    byte[] good = a.seal(id(2), PAYLOAD);
    for (int i = 0; i < 100_000; i++) {
      byte[] bytes = new byte[random.nextInt(2_000)];
      random.nextBytes(bytes);
      // Half of them look right up to some byte, so that every check is reached.
      int same = i % 2 == 0 ? 0 : Math.min(bytes.length, random.nextInt(good.length - 1));
      System.arraycopy(good, 0, bytes, 0, same);
      assertThat(refusal(() -> b.open(bytes))).isNotNull();
    }
  }
}
