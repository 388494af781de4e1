package io.ember.cluster.bus;

import io.ember.cluster.config.BusConfig;
import io.ember.cluster.config.Secret;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What the nodes of a cluster know and nobody else: the current secret, which signs, and while it
 * is being rotated the next one, which is accepted as well.
 *
 * <p>The secret itself signs nothing. Each use has a key of its own, derived by HKDF-SHA256, so
 * that a tag made for one use is worthless for another.
 *
 * <p>Without a secret the keys are derived from a constant that everybody knows: the same code, the
 * same protection against what is old, repeated or astray, none against a stranger. A node with a
 * secret and one without refuse each other. Immutable; prints nothing of itself.
 */
public final class ClusterSecret {
  private static final byte[] SALT = ascii("ember cluster bus 1");

  /** Uses of a secret. */
  enum Use {
    /** Proofs of a handshake. */
    HANDSHAKE,
    /** Keys of a session. */
    SESSION,
    /** Datagrams. */
    DATAGRAM
  }

  /** One secret, current or next. Immutable. */
  static final class Root {
    private final byte[] pseudoRandomKey;

    private Root(byte[] secret) {
      pseudoRandomKey = Hmac.extract(SALT, secret);
    }

    /** {@return the key for a use, in a context that no other key of that use has} */
    byte[] key(Use use, byte[] context) {
      // A name ends where its 0 is, so that no use and context read like another pair.
      byte[] label = ascii(use.name() + '\0');
      ByteBuffer info = ByteBuffer.allocate(label.length + context.length);
      info.put(label).put(context);
      return Hmac.expand(pseudoRandomKey, info.array(), Hmac.TAG_BYTES);
    }

    /** {@return a signer for a use that needs no context} */
    Hmac hmac(Use use) {
      return new Hmac(key(use, new byte[0]));
    }

    @Override
    public String toString() {
      return "***";
    }
  }

  private final boolean open;
  private final Root current;
  private final List<Root> accepted;

  private ClusterSecret(boolean open, byte[] current, Optional<Secret> next) {
    this.open = open;
    this.current = new Root(current);
    accepted =
        Stream.concat(
                Stream.of(this.current), next.stream().map(secret -> new Root(secret.bytes())))
            .toList();
  }

  /** {@return the secret that the configuration has, or none} */
  public static ClusterSecret from(BusConfig config) {
    return config.secret().isEmpty() ? none() : of(config.secret().get(), config.nextSecret());
  }

  /** {@return a secret that signs, and perhaps one that is accepted as well} */
  public static ClusterSecret of(Secret current, Optional<Secret> next) {
    return new ClusterSecret(false, current.bytes(), next);
  }

  /** {@return what stands for a secret where there is none} */
  public static ClusterSecret none() {
    // One byte 0: no configured secret is this, a text file of one 0 apart, which is none either.
    return new ClusterSecret(true, new byte[1], Optional.empty());
  }

  /** {@return whether there is no secret, so that anybody can be a member} */
  public boolean isNone() {
    return open;
  }

  /** {@return the tag that the current secret gives the parts} */
  byte[] sign(Use use, byte[]... parts) {
    return current.hmac(use).tag(parts);
  }

  /** {@return whether the current or the next secret gave the parts this tag} */
  boolean verify(Use use, byte[] tag, byte[]... parts) {
    return signer(use, tag, parts) != null;
  }

  /** {@return which of the secrets gave the parts this tag; null if neither} */
  @Nullable Root signer(Use use, byte[] tag, byte[]... parts) {
    for (Root root : accepted) {
      if (tag.length == Hmac.TAG_BYTES && Hmac.matches(root.hmac(use).tag(parts), tag)) {
        return root;
      }
    }
    return null;
  }

  Root current() {
    return current;
  }

  /** {@return the current secret and the next one, if any} */
  List<Root> accepted() {
    return accepted;
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  /** {@return whether there is one, and nothing of it} */
  @Override
  public String toString() {
    return open ? "no secret" : accepted.size() == 1 ? "*** (secret)" : "*** (secret and next)";
  }
}
