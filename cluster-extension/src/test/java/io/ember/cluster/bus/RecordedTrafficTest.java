package io.ember.cluster.bus;

import static io.ember.cluster.bus.BusFixture.CLUSTER;
import static io.ember.cluster.bus.BusFixture.OTHER_CLUSTER;
import static io.ember.cluster.bus.BusFixture.SECRET;
import static io.ember.cluster.bus.BusFixture.id;
import static io.ember.cluster.bus.BusFixture.node;
import static io.ember.cluster.bus.BusFixture.nonce;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/**
 * An attacker who records all that three nodes say to each other and sends it again: to whom it was
 * sent, to its sender, to a third node, into another cluster, the other way, into another
 * connection, after a restart of either side, after the secret was rotated. Nothing of it is
 * accepted.
 */
class RecordedTrafficTest {
  private static final int TRIES = 100_000;
  private static final int RECORDED = 500;
  private static final List<Link> LINKS = List.of(Link.values());

  private final SplittableRandom random = new SplittableRandom(42);
  private final Map<Refusal, Integer> refused = new EnumMap<>(Refusal.class);
  private int accepted;

  @Test
  void noRecordedDatagramIsAcceptedAnywhereAgain() {
    List<RunBook> runs = List.of(new RunBook(), new RunBook(), new RunBook());
    runs.forEach(
        book -> {
          for (int node = 0; node < 3; node++) {
            book.prove(id(node), 1);
          }
        });
    DatagramSeal[] nodes = new DatagramSeal[3];
    for (int node = 0; node < 3; node++) {
      nodes[node] = new DatagramSeal(SECRET, node(node), runs.get(node));
    }
    List<byte[]> recorded = new ArrayList<>();
    for (int i = 0; i < RECORDED; i++) {
      int from = random.nextInt(3);
      int to = (from + 1 + random.nextInt(2)) % 3;
      byte[] payload = new byte[random.nextInt(DatagramSeal.MAX_PAYLOAD_BYTES)];
      random.nextBytes(payload);
      byte[] datagram = nodes[from].seal(id(to), payload);
      assertThat(nodes[to].open(datagram).payload()).isEqualTo(payload);
      recorded.add(datagram);
    }
    List<DatagramSeal> victims = new ArrayList<>(List.of(nodes));
    for (int node = 0; node < 3; node++) {
      RunBook fresh = new RunBook();
      victims.add(new DatagramSeal(SECRET, node(node, OTHER_CLUSTER, 1), new RunBook()));
      victims.add(new DatagramSeal(SECRET, node(node, CLUSTER, 2), fresh)); // restarted
      victims.add(new DatagramSeal(BusFixture.NEXT, node(node), new RunBook())); // rotated
    }
    victims.add(new DatagramSeal(SECRET, node(9), new RunBook())); // a new node

    for (int i = 0; i < TRIES; i++) {
      byte[] datagram = recorded.get(random.nextInt(recorded.size()));
      DatagramSeal victim = victims.get(random.nextInt(victims.size()));
      try {
        DatagramSeal.Opened opened = victim.open(datagram);
        if (opened.verdict() == DatagramSeal.Verdict.STALE) {
          note(Refusal.STALE_RUN);
        } else {
          accepted++;
        }
      } catch (RefusedException e) {
        note(e.refusal());
      }
    }

    assertThat(accepted).isZero();
    assertThat(refused)
        .containsOnlyKeys(
            Refusal.REPLAYED,
            Refusal.REFLECTED,
            Refusal.BAD_TAG,
            Refusal.WRONG_CLUSTER,
            Refusal.STALE_RUN);
    assertThat(refused.values().stream().mapToInt(Integer::intValue).sum()).isEqualTo(TRIES);
  }

  @Test
  void noRecordedFrameIsAcceptedAnywhereAgain() {
    List<BusFixture.Pair> pairs = new ArrayList<>();
    List<FrameCodec> ends = new ArrayList<>();
    List<byte[]> recorded = new ArrayList<>();
    for (int i = 0; i < 24; i++) {
      BusIdentity from = node(i % 3);
      BusIdentity to = node((i + 1) % 3);
      BusFixture.Pair pair = BusFixture.connect(from, to, LINKS.get(i % LINKS.size()), i);
      pairs.add(pair);
      FrameCodec asking = pair.initiatorCodec();
      FrameCodec answering = pair.acceptorCodec();
      for (int frame = 0; frame < 20; frame++) {
        recorded.add(pass(asking, answering, new Frame(Frame.Kind.REQUEST, 7, frame, payload())));
        recorded.add(pass(answering, asking, new Frame(Frame.Kind.RESPONSE, 7, frame, payload())));
      }
      ends.add(asking);
      ends.add(answering);
    }
    for (BusFixture.Pair pair : pairs) { // and into connections that begin counting
      ends.add(BusFixture.connect(node(1), node(2), pair.initiator().link(), 77).acceptorCodec());
      ends.add(BusFixture.connect(node(1), node(2), pair.initiator().link(), 78).initiatorCodec());
    }

    for (int i = 0; i < TRIES; i++) {
      byte[] frame = recorded.get(random.nextInt(recorded.size())).clone();
      FrameCodec victim = ends.get(random.nextInt(ends.size()));
      if (random.nextInt(4) == 0) {
        // The header is not encrypted: an attacker can turn the direction and set the counter.
        frame[3] = (byte) random.nextInt(4, 11);
        Unpooled.wrappedBuffer(frame).setLong(10, random.nextInt(25));
      }
      try {
        if (victim.decode(Unpooled.wrappedBuffer(frame)) != null) {
          accepted++;
        } else {
          note(Refusal.MALFORMED);
        }
      } catch (RefusedException e) {
        note(e.refusal());
      }
    }

    assertThat(accepted).isZero();
    assertThat(refused)
        .containsKeys(Refusal.REPLAYED, Refusal.WRONG_DIRECTION, Refusal.BAD_TAG)
        .doesNotContainKey(Refusal.MALFORMED);
  }

  private byte[] payload() {
    byte[] payload = new byte[random.nextInt(300)];
    random.nextBytes(payload);
    return payload;
  }

  private static byte[] pass(FrameCodec from, FrameCodec to, Frame frame) {
    ByteBuf out = from.encode(UnpooledByteBufAllocator.DEFAULT, frame);
    byte[] bytes = new byte[out.readableBytes()];
    out.getBytes(0, bytes);
    assertThat(to.decode(out)).isNotNull();
    out.release();
    return bytes;
  }

  @Test
  void noRecordedHandshakeIsAcceptedAnywhereAgain() {
    List<byte[]> hellos = new ArrayList<>();
    List<byte[]> challenges = new ArrayList<>();
    List<byte[]> proofs = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      BusIdentity to = node((i + 1) % 3);
      SessionHandshake.Initiator initiator =
          new SessionHandshake.Initiator(
              SECRET,
              node(i % 3),
              Link.CONTROL,
              i % 2 == 0 ? null : to.nodeId(),
              nonce(random.nextInt(1 << 20)));
      SessionHandshake.Acceptor acceptor =
          new SessionHandshake.Acceptor(SECRET, to, nonce(random.nextInt(1 << 20)));
      hellos.add(initiator.hello());
      challenges.add(acceptor.onHello(initiator.hello()));
      proofs.add(initiator.onChallenge(challenges.get(i)));
      acceptor.onProof(proofs.get(i));
    }
    int proved = 0;

    for (int i = 0; i < TRIES / 10; i++) {
      BusIdentity victim =
          node(random.nextInt(4), random.nextInt(5) == 0 ? OTHER_CLUSTER : CLUSTER, 1);
      int fresh = (1 << 20) + i;
      try { // the victim accepts a connection of the attacker
        SessionHandshake.Acceptor acceptor =
            new SessionHandshake.Acceptor(
                random.nextInt(5) == 0 ? BusFixture.NEXT : SECRET, victim, nonce(fresh));
        acceptor.onHello(hellos.get(random.nextInt(hellos.size())));
        acceptor.onProof(proofs.get(random.nextInt(proofs.size())));
        proved++;
      } catch (RefusedException e) {
        note(e.refusal());
      }
      try { // the victim connects to the attacker, or through him
        SessionHandshake.Initiator initiator =
            new SessionHandshake.Initiator(SECRET, victim, Link.CONTROL, null, nonce(fresh));
        initiator.onChallenge(challenges.get(random.nextInt(challenges.size())));
        proved++;
      } catch (RefusedException e) {
        note(e.refusal());
      }
    }

    assertThat(proved).isZero();
    assertThat(refused)
        .containsKeys(
            Refusal.BAD_TAG, Refusal.REFLECTED, Refusal.WRONG_CLUSTER, Refusal.WRONG_RECEIVER);
  }

  private void note(Refusal why) {
    refused.merge(why, 1, Integer::sum);
  }
}
