package io.ember.cluster.bus;

import io.ember.cluster.model.NodeId;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * How the two ends of a connection prove to each other that they know the secret and that they are
 * there at this moment, in three messages of fixed length:
 *
 * <pre>
 * hello      initiator to acceptor: link, purpose, who and which run, whom it wants, a nonce; signed
 * challenge  acceptor to initiator: who and which run, a nonce; signed together with the hello
 * proof      initiator to acceptor: a tag of hello and challenge
 * </pre>
 *
 * <p>A recorded challenge fails since it does not contain the new nonce of the initiator, a
 * recorded proof since it does not contain that of the acceptor. A recorded hello earns one
 * challenge of {@link #CHALLENGE_BYTES}, less than the hello, and nothing else; a stranger's earns
 * nothing. The tags name the sender's part, so that none is good for the other direction. The keys
 * of the session depend on every byte of all three.
 *
 * <p>Pure: nonces are handed in. An instance is for one connection; owner thread: bus loop.
 */
final class SessionHandshake {
  static final int NONCE_BYTES = 32;

  /** Bytes of what the initiator sends first. */
  static final int HELLO_BYTES =
      Wire.PREFIX_BYTES + 1 + 1 + 3 * Wire.UUID_BYTES + 8 + NONCE_BYTES + Hmac.TAG_BYTES;

  /** Bytes of what the acceptor sends before the initiator has proved anything fresh. */
  static final int CHALLENGE_BYTES =
      Wire.PREFIX_BYTES + 2 * Wire.UUID_BYTES + 8 + NONCE_BYTES + Hmac.TAG_BYTES;

  /** Bytes of what the initiator sends last. */
  static final int PROOF_BYTES = Wire.PREFIX_BYTES + Hmac.TAG_BYTES;

  private static final byte HELLO = 1;
  private static final byte CHALLENGE = 2;
  private static final byte PROOF = 3;

  /** A connection between two nodes of a cluster that know of each other. */
  private static final byte FOR_MEMBER = 1;

  /** A connection to whoever listens there, of whichever cluster. */
  private static final byte FOR_ANYBODY = 2;

  private static final UUID NOBODY = new UUID(0, 0);
  private static final byte[] INITIATOR = {'i'};
  private static final byte[] ACCEPTOR = {'a'};
  private static final byte[] FINISHED = {'f'};

  private SessionHandshake() {}

  /** The side that opened the connection. */
  static final class Initiator {
    private final ClusterSecret secret;
    private final BusIdentity self;
    private final Link link;
    private final @Nullable NodeId wanted;
    private final byte[] hello;
    private @Nullable Session session;

    /**
     * @param wanted who is expected to listen there; null for anybody, of any cluster
     * @param nonce never used before
     */
    Initiator(
        ClusterSecret secret, BusIdentity self, Link link, @Nullable NodeId wanted, byte[] nonce) {
      this.secret = secret;
      this.self = self;
      this.link = link;
      this.wanted = wanted;
      ByteBuffer out = ByteBuffer.allocate(HELLO_BYTES - Hmac.TAG_BYTES);
      Wire.putPrefix(out, HELLO);
      out.put(link.code()).put(wanted == null ? FOR_ANYBODY : FOR_MEMBER);
      putIdentity(out, self);
      Wire.putUuid(out, wanted == null ? NOBODY : wanted.uuid());
      out.put(nonce);
      hello = concat(out.array(), secret.sign(ClusterSecret.Use.HANDSHAKE, INITIATOR, out.array()));
    }

    /** {@return the first message} */
    byte[] hello() {
      return hello.clone();
    }

    /**
     * Takes what the acceptor answered.
     *
     * @return the last message; from here on there is a {@link #session}
     * @throws RefusedException if it proves nothing, or is not of whom was wanted
     */
    byte[] onChallenge(byte[] challenge) {
      ByteBuffer in = open(challenge, CHALLENGE_BYTES, CHALLENGE);
      BusIdentity peer = takeIdentity(in);
      byte[] body = body(challenge);
      ClusterSecret.Root root =
          secret.signer(ClusterSecret.Use.HANDSHAKE, tag(challenge), ACCEPTOR, hello, body);
      if (root == null) {
        throw new RefusedException(Refusal.BAD_TAG, "its challenge is not signed by our secret");
      }
      checkNotSelf(self, peer);
      if (wanted != null && !wanted.equals(peer.nodeId())) {
        throw new RefusedException(
            Refusal.WRONG_RECEIVER, "is " + peer.nodeId() + ", not " + wanted);
      }
      if (wanted != null) {
        checkCluster(self, peer);
      }
      ByteBuffer out = ByteBuffer.allocate(PROOF_BYTES - Hmac.TAG_BYTES);
      Wire.putPrefix(out, PROOF);
      byte[] proof =
          concat(
              out.array(),
              root.hmac(ClusterSecret.Use.HANDSHAKE).tag(FINISHED, hello, challenge, out.array()));
      byte[] transcript = transcript(hello, challenge, proof);
      session =
          new Session(
              peer,
              link,
              !peer.clusterId().equals(self.clusterId()),
              root.key(ClusterSecret.Use.SESSION, concat(INITIATOR, transcript)),
              root.key(ClusterSecret.Use.SESSION, concat(ACCEPTOR, transcript)));
      return proof;
    }

    /** {@return what was agreed on} */
    Session session() {
      Session agreed = session;
      if (agreed == null) {
        throw new IllegalStateException("no challenge was accepted");
      }
      return agreed;
    }
  }

  /** The side that was connected to. */
  static final class Acceptor {
    private final ClusterSecret secret;
    private final BusIdentity self;
    private final byte[] nonce;
    private byte[] hello = new byte[0];
    private byte[] challenge = new byte[0];
    private ClusterSecret.@Nullable Root root;
    private @Nullable BusIdentity peer;
    private Link link = Link.CONTROL;

    Acceptor(ClusterSecret secret, BusIdentity self, byte[] nonce) {
      this.secret = secret;
      this.self = self;
      this.nonce = nonce.clone();
    }

    /**
     * Takes the first message.
     *
     * @return the answer
     * @throws RefusedException if it is not signed, or not for this node; nothing is answered then
     */
    byte[] onHello(byte[] message) {
      ByteBuffer in = open(message, HELLO_BYTES, HELLO);
      byte linkCode = in.get();
      byte purpose = in.get();
      BusIdentity claimed = takeIdentity(in);
      UUID wanted = Wire.takeUuid(in);
      root = secret.signer(ClusterSecret.Use.HANDSHAKE, tag(message), INITIATOR, body(message));
      if (root == null) {
        throw new RefusedException(Refusal.BAD_TAG, "its hello is not signed by our secret");
      }
      checkNotSelf(self, claimed);
      link = Link.of(linkCode);
      if (purpose == FOR_MEMBER) {
        checkCluster(self, claimed);
        if (!wanted.equals(self.nodeId().uuid())) {
          throw new RefusedException(
              Refusal.WRONG_RECEIVER, "wants " + new NodeId(wanted) + ", this is " + self.nodeId());
        }
      } else if (purpose != FOR_ANYBODY || link != Link.CONTROL) {
        throw new RefusedException(
            Refusal.MALFORMED, "purpose " + purpose + " is not for link " + link);
      }
      peer = claimed;
      hello = message.clone();
      ByteBuffer out = ByteBuffer.allocate(CHALLENGE_BYTES - Hmac.TAG_BYTES);
      Wire.putPrefix(out, CHALLENGE);
      // What the hello has and this has not: the link, the purpose, whom it wants.
      putIdentity(out, self);
      out.put(nonce);
      challenge =
          concat(
              out.array(),
              root.hmac(ClusterSecret.Use.HANDSHAKE).tag(ACCEPTOR, hello, out.array()));
      return challenge.clone();
    }

    /**
     * Takes the last message.
     *
     * @return what was agreed on
     * @throws RefusedException if it does not prove that the hello was meant for now
     */
    Session onProof(byte[] proof) {
      ClusterSecret.Root signer = root;
      BusIdentity claimed = peer;
      if (signer == null || claimed == null) {
        throw new IllegalStateException("no hello was accepted");
      }
      open(proof, PROOF_BYTES, PROOF);
      byte[] right =
          signer.hmac(ClusterSecret.Use.HANDSHAKE).tag(FINISHED, hello, challenge, body(proof));
      if (!Hmac.matches(right, tag(proof))) {
        throw new RefusedException(Refusal.BAD_TAG, "its proof is not that of its hello");
      }
      byte[] transcript = transcript(hello, challenge, proof);
      return new Session(
          claimed,
          link,
          !claimed.clusterId().equals(self.clusterId()),
          signer.key(ClusterSecret.Use.SESSION, concat(ACCEPTOR, transcript)),
          signer.key(ClusterSecret.Use.SESSION, concat(INITIATOR, transcript)));
    }
  }

  private static void putIdentity(ByteBuffer out, BusIdentity identity) {
    Wire.putUuid(out, identity.clusterId());
    Wire.putNode(out, identity.nodeId());
    out.putLong(identity.run());
  }

  private static BusIdentity takeIdentity(ByteBuffer in) {
    UUID cluster = Wire.takeUuid(in);
    NodeId node = Wire.takeNode(in);
    long run = in.getLong();
    if (run < 1) {
      throw new RefusedException(Refusal.MALFORMED, "a run is at least 1: " + run);
    }
    return new BusIdentity(cluster, node, run);
  }

  private static void checkNotSelf(BusIdentity self, BusIdentity peer) {
    if (peer.nodeId().equals(self.nodeId())) {
      throw new RefusedException(Refusal.REFLECTED, "has this node's own id " + self.nodeId());
    }
  }

  private static void checkCluster(BusIdentity self, BusIdentity peer) {
    if (!peer.clusterId().equals(self.clusterId())) {
      throw new RefusedException(
          Refusal.WRONG_CLUSTER,
          "is of cluster " + peer.clusterId() + ", this node is of " + self.clusterId());
    }
  }

  private static ByteBuffer open(byte[] message, int lengthBytes, byte kind) {
    if (message.length != lengthBytes) {
      throw new RefusedException(
          Refusal.MALFORMED, "has " + message.length + " bytes instead of " + lengthBytes);
    }
    ByteBuffer in = ByteBuffer.wrap(message);
    byte given = Wire.takePrefix(in);
    if (given != kind) {
      throw new RefusedException(
          Refusal.WRONG_DIRECTION, "sent message " + given + " where " + kind + " was due");
    }
    return in;
  }

  private static byte[] transcript(byte[] hello, byte[] challenge, byte[] proof) {
    return concat(concat(hello, challenge), proof);
  }

  /** {@return both, one after the other} */
  private static byte[] concat(byte[] body, byte[] tag) {
    byte[] both = new byte[body.length + tag.length];
    System.arraycopy(body, 0, both, 0, body.length);
    System.arraycopy(tag, 0, both, body.length, tag.length);
    return both;
  }

  private static byte[] body(byte[] message) {
    return Arrays.copyOf(message, message.length - Hmac.TAG_BYTES);
  }

  private static byte[] tag(byte[] message) {
    return Arrays.copyOfRange(message, message.length - Hmac.TAG_BYTES, message.length);
  }
}
