package io.ember.cluster.bus;

import static io.ember.cluster.bus.BusFixture.CLUSTER;
import static io.ember.cluster.bus.BusFixture.OTHER_CLUSTER;
import static io.ember.cluster.bus.BusFixture.SECRET;
import static io.ember.cluster.bus.BusFixture.node;
import static io.ember.cluster.bus.BusFixture.nonce;
import static io.ember.cluster.bus.BusFixture.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import io.ember.cluster.model.NodeId;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SessionHandshakeTest {
  private static final BusIdentity A = node(1);
  private static final BusIdentity B = node(2);

  private static SessionHandshake.Initiator initiator(
      ClusterSecret secret, BusIdentity self, @Nullable NodeId wanted, int nonce) {
    return new SessionHandshake.Initiator(secret, self, Link.CONTROL, wanted, nonce(nonce));
  }

  private static SessionHandshake.Acceptor acceptor(
      ClusterSecret secret, BusIdentity self, int nonce) {
    return new SessionHandshake.Acceptor(secret, self, nonce(nonce));
  }

  @Test
  void yieldsWhoIsThereAndKeysThatMatchCrosswise() {
    BusFixture.Pair pair = BusFixture.connect(A, B, Link.RAFT, 1);

    assertThat(pair.initiator().peer()).isEqualTo(B);
    assertThat(pair.acceptor().peer()).isEqualTo(A);
    assertThat(pair.acceptor().link()).isEqualTo(Link.RAFT);
    assertThat(pair.acceptor().strangers()).isFalse();
    assertThat(pair.initiator().sendKey()).isEqualTo(pair.acceptor().receiveKey());
    assertThat(pair.acceptor().sendKey()).isEqualTo(pair.initiator().receiveKey());
    assertThat(pair.initiator().sendKey()).isNotEqualTo(pair.acceptor().sendKey());
  }

  @Test
  void yieldsOtherKeysEachTime() {
    BusFixture.Pair first = BusFixture.connect(A, B, Link.RAFT, 1);
    BusFixture.Pair second = BusFixture.connect(A, B, Link.RAFT, 2);

    assertThat(first.initiator().sendKey()).isNotEqualTo(second.initiator().sendKey());
  }

  @Test
  void sendsAtMost128BytesBeforeTheOtherSideIsProved() {
    assertThat(SessionHandshake.CHALLENGE_BYTES).isLessThanOrEqualTo(128);
    assertThat(SessionHandshake.CHALLENGE_BYTES).isLessThan(SessionHandshake.HELLO_BYTES);
  }

  @Test
  void answersNothingToWhoDoesNotKnowTheSecret() {
    byte[] hello = initiator(BusFixture.NEXT, A, B.nodeId(), 1).hello();

    assertThat(refusal(() -> acceptor(SECRET, B, 2).onHello(hello))).isEqualTo(Refusal.BAD_TAG);
  }

  @Test
  void noChangedBitIsAccepted() {
    byte[] hello = initiator(SECRET, A, B.nodeId(), 1).hello();
    byte[] challenge = acceptor(SECRET, B, 2).onHello(hello);
    byte[] proof = initiator(SECRET, A, B.nodeId(), 1).onChallenge(challenge);

    for (int bit = 0; bit < hello.length * 8; bit++) {
      byte[] changed = flipped(hello, bit);
      assertThat(refusal(() -> acceptor(SECRET, B, 2).onHello(changed))).isNotNull();
    }
    for (int bit = 0; bit < challenge.length * 8; bit++) {
      byte[] changed = flipped(challenge, bit);
      assertThat(refusal(() -> initiator(SECRET, A, B.nodeId(), 1).onChallenge(changed)))
          .isNotNull();
    }
    for (int bit = 0; bit < proof.length * 8; bit++) {
      byte[] changed = flipped(proof, bit);
      SessionHandshake.Acceptor acceptor = acceptor(SECRET, B, 2);
      acceptor.onHello(hello);
      assertThat(refusal(() -> acceptor.onProof(changed))).isNotNull();
    }
  }

  private static byte[] flipped(byte[] message, int bit) {
    byte[] changed = message.clone();
    changed[bit / 8] ^= (byte) (1 << (bit % 8));
    return changed;
  }

  @Test
  void aRecordedProofFailsAtAnotherTime() {
    SessionHandshake.Initiator initiator = initiator(SECRET, A, B.nodeId(), 1);
    byte[] hello = initiator.hello();
    byte[] proof = initiator.onChallenge(acceptor(SECRET, B, 2).onHello(hello));

    SessionHandshake.Acceptor later = acceptor(SECRET, B, 4);
    later.onHello(hello);

    assertThat(refusal(() -> later.onProof(proof))).isEqualTo(Refusal.BAD_TAG);
  }

  @Test
  void aRecordedChallengeFailsAtAnotherTime() {
    byte[] challenge = acceptor(SECRET, B, 2).onHello(initiator(SECRET, A, B.nodeId(), 1).hello());

    assertThat(refusal(() -> initiator(SECRET, A, B.nodeId(), 3).onChallenge(challenge)))
        .isEqualTo(Refusal.BAD_TAG);
  }

  @Test
  void aReflectedHelloIsRefused() {
    byte[] hello = initiator(SECRET, A, null, 1).hello();

    assertThat(refusal(() -> acceptor(SECRET, A, 2).onHello(hello))).isEqualTo(Refusal.REFLECTED);
    assertThat(refusal(() -> initiator(SECRET, A, null, 1).onChallenge(hello)))
        .isEqualTo(Refusal.MALFORMED);
  }

  @Test
  void aHelloToAnotherNodeOrClusterIsRefused() {
    byte[] hello = initiator(SECRET, A, B.nodeId(), 1).hello();

    assertThat(refusal(() -> acceptor(SECRET, node(3), 2).onHello(hello)))
        .isEqualTo(Refusal.WRONG_RECEIVER);
    assertThat(refusal(() -> acceptor(SECRET, node(2, OTHER_CLUSTER, 1), 2).onHello(hello)))
        .isEqualTo(Refusal.WRONG_CLUSTER);
  }

  @Test
  void aMemberThatAnswersInPlaceOfAnotherIsNotTalkedTo() {
    SessionHandshake.Initiator initiator = initiator(SECRET, A, B.nodeId(), 1);
    byte[] challenge = acceptor(SECRET, B, 2).onHello(initiator.hello());
    byte[] body = Arrays.copyOf(challenge, challenge.length - Hmac.TAG_BYTES);
    body[Wire.PREFIX_BYTES + 2 * Wire.UUID_BYTES - 1] = 3; // node 3 instead of 2
    byte[] tag =
        SECRET.sign(ClusterSecret.Use.HANDSHAKE, new byte[] {'a'}, initiator.hello(), body);
    System.arraycopy(body, 0, challenge, 0, body.length);
    System.arraycopy(tag, 0, challenge, body.length, tag.length);

    assertThat(refusal(() -> initiator.onChallenge(challenge))).isEqualTo(Refusal.WRONG_RECEIVER);
  }

  @Test
  void nodesOfTwoClustersMeetAsStrangersOnlyWhenAnybodyIsWanted() {
    BusIdentity alone = node(2, OTHER_CLUSTER, 7);
    SessionHandshake.Initiator initiator = initiator(SECRET, alone, null, 1);
    SessionHandshake.Acceptor acceptor = acceptor(SECRET, A, 2);

    Session accepted = acceptor.onProof(initiator.onChallenge(acceptor.onHello(initiator.hello())));

    assertThat(accepted.strangers()).isTrue();
    assertThat(initiator.session().strangers()).isTrue();
    assertThat(accepted.peer()).isEqualTo(alone);
    assertThat(initiator.session().peer().clusterId()).isEqualTo(CLUSTER);
  }

  @Test
  void onlyControlIsForAnybody() {
    byte[] hello = new SessionHandshake.Initiator(SECRET, A, Link.DATA, null, nonce(1)).hello();

    assertThat(refusal(() -> acceptor(SECRET, B, 2).onHello(hello))).isEqualTo(Refusal.MALFORMED);
  }

  @Test
  void nodesInDifferentStepsOfARotationUnderstandEachOther() {
    ClusterSecret[] steps = {
      BusFixture.secret("old"), BusFixture.secret("old", "new"),
      BusFixture.secret("new", "old"), BusFixture.secret("new")
    };
    for (int i = 0; i < steps.length; i++) {
      for (int j = Math.max(0, i - 1); j <= Math.min(steps.length - 1, i + 1); j++) {
        SessionHandshake.Initiator initiator = initiator(steps[i], A, B.nodeId(), 1);
        SessionHandshake.Acceptor acceptor = acceptor(steps[j], B, 2);

        Session accepted =
            acceptor.onProof(initiator.onChallenge(acceptor.onHello(initiator.hello())));

        assertThat(accepted.receiveKey()).isEqualTo(initiator.session().sendKey());
      }
    }
  }

  @Test
  void anotherVersionIsNamed() {
    byte[] hello = initiator(SECRET, A, B.nodeId(), 1).hello();
    hello[2] = 0;

    assertThat(refusal(() -> acceptor(SECRET, B, 2).onHello(hello)))
        .isEqualTo(Refusal.WRONG_VERSION);
  }
}
