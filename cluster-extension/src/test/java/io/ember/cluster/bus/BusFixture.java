package io.ember.cluster.bus;

import static org.assertj.core.api.Assertions.assertThat;

import io.ember.cluster.config.BusConfig;
import io.ember.cluster.config.Secret;
import io.ember.cluster.model.NodeId;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Names and secrets for tests of the bus. */
final class BusFixture {
  static final UUID CLUSTER = new UUID(1, 1);
  static final UUID OTHER_CLUSTER = new UUID(2, 2);
  static final ClusterSecret SECRET = secret("correct horse");
  static final ClusterSecret NEXT = secret("battery staple");

  private BusFixture() {}

  static ClusterSecret secret(String current) {
    return ClusterSecret.of(Secret.of(current), Optional.empty());
  }

  static ClusterSecret secret(String current, String next) {
    return ClusterSecret.of(Secret.of(current), Optional.of(Secret.of(next)));
  }

  static NodeId id(int number) {
    return new NodeId(new UUID(0x1234, number));
  }

  static BusIdentity node(int number) {
    return new BusIdentity(CLUSTER, id(number), 1);
  }

  static BusIdentity node(int number, UUID cluster, long run) {
    return new BusIdentity(cluster, id(number), run);
  }

  static byte[] nonce(int number) {
    byte[] nonce = new byte[SessionHandshake.NONCE_BYTES];
    nonce[0] = (byte) number;
    nonce[1] = (byte) (number >> 8);
    nonce[2] = (byte) (number >> 16);
    return nonce;
  }

  static BusConfig config(@Nullable String secret) {
    return new BusConfig(
        "127.0.0.1", 0, 0, false, Optional.ofNullable(secret).map(Secret::of), Optional.empty());
  }

  /** {@return why it is refused; null if it is not} */
  static @Nullable Refusal refusal(Supplier<@Nullable Object> action) {
    try {
      Object result = action.get();
      assertThat(result).isNotSameAs(action);
      return null;
    } catch (RefusedException e) {
      assertThat(e).hasMessageNotContaining("correct horse");
      return e.refusal();
    }
  }

  /** Both ends of a proved connection. */
  record Pair(Session initiator, Session acceptor) {
    FrameCodec initiatorCodec() {
      return new FrameCodec(initiator, true);
    }

    FrameCodec acceptorCodec() {
      return new FrameCodec(acceptor, false);
    }
  }

  static Pair connect(BusIdentity from, BusIdentity to, Link link, int number) {
    SessionHandshake.Initiator initiator =
        new SessionHandshake.Initiator(SECRET, from, link, to.nodeId(), nonce(2 * number));
    SessionHandshake.Acceptor acceptor =
        new SessionHandshake.Acceptor(SECRET, to, nonce(2 * number + 1));
    Session accepted = acceptor.onProof(initiator.onChallenge(acceptor.onHello(initiator.hello())));
    return new Pair(initiator.session(), accepted);
  }
}
