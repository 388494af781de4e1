package io.ember.cluster.model;

import java.util.StringJoiner;

/**
 * What one node thinks of another, or of itself.
 *
 * @param myself it is the node that is asked
 * @param suspected it does not answer, and may be failed: "fail?"
 * @param failed it counts as failed
 * @param handshake it was named by somebody and has not answered yet
 * @param withoutAddress nobody knows where it is
 * @param syncing it is a replica that has no complete copy yet
 */
public record NodeFlags(
    boolean myself,
    boolean suspected,
    boolean failed,
    boolean handshake,
    boolean withoutAddress,
    boolean syncing) {
  /** A healthy other node. */
  public static final NodeFlags NONE = new NodeFlags(false, false, false, false, false);

  /** The node itself. */
  public static final NodeFlags MYSELF = new NodeFlags(true, false, false, false, false);

  /** A node that has what it should have. */
  public NodeFlags(
      boolean myself,
      boolean suspected,
      boolean failed,
      boolean handshake,
      boolean withoutAddress) {
    this(myself, suspected, failed, handshake, withoutAddress, false);
  }

  /** {@return the same of a replica that has no complete copy yet} */
  public NodeFlags asSyncing() {
    return new NodeFlags(myself, suspected, failed, handshake, withoutAddress, true);
  }

  /** {@return whether clients may be told to read there} */
  public boolean isReady() {
    return !failed && !syncing;
  }

  /** {@return whether nothing speaks against the node} */
  public boolean isHealthy() {
    return !suspected && !failed;
  }

  /** {@return the third field of a CLUSTER NODES line: the flags and the role, in Redis's order} */
  public String wireForm(NodeRole role) {
    StringJoiner words = new StringJoiner(",");
    if (myself) {
      words.add("myself");
    }
    words.add(role.wireName());
    if (failed) {
      words.add("fail");
    } else if (suspected) {
      words.add("fail?");
    }
    if (handshake) {
      words.add("handshake");
    }
    if (withoutAddress) {
      words.add("noaddr");
    }
    return words.toString();
  }
}
