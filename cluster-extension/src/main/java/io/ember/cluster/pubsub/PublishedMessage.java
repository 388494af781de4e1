package io.ember.cluster.pubsub;

import io.ember.cluster.bus.FrameTypes;
import io.ember.cluster.session.Subscriptions.Kind;
import io.ember.engine.ProtocolException;
import io.ember.engine.Reply;
import java.nio.ByteBuffer;

/**
 * A published message on its way to another node: whether it is for a sharded channel (1 byte), the
 * length of the channel (4), the channel, the message.
 */
public record PublishedMessage(Kind kind, byte[] channel, byte[] message) {
  /** The type of the frame. */
  public static final int FRAME_TYPE = FrameTypes.PUBSUB;

  private static final byte TO_ALL = 0;
  private static final byte TO_SHARD = 1;
  private static final int HEADER_BYTES = 5;

  /** {@return the bytes} */
  public byte[] encode() {
    return ByteBuffer.allocate(HEADER_BYTES + channel.length + message.length)
        .put(kind == Kind.SHARD ? TO_SHARD : TO_ALL)
        .putInt(channel.length)
        .put(channel)
        .put(message)
        .array();
  }

  /**
   * {@return the message of these bytes}
   *
   * @throws ProtocolException if they are none
   */
  public static PublishedMessage decode(byte[] bytes) {
    if (bytes.length < HEADER_BYTES) {
      throw new ProtocolException("a published message of " + bytes.length + " bytes");
    }
    ByteBuffer in = ByteBuffer.wrap(bytes);
    byte kind = in.get();
    int length = in.getInt();
    if (kind < TO_ALL || kind > TO_SHARD || length < 0 || length > in.remaining()) {
      throw new ProtocolException(
          "a published message of kind " + kind + " with a channel of " + length + " bytes");
    }
    byte[] channel = new byte[length];
    in.get(channel);
    byte[] message = new byte[in.remaining()];
    in.get(message);
    return new PublishedMessage(kind == TO_SHARD ? Kind.SHARD : Kind.CHANNEL, channel, message);
  }

  /** Hands it to the subscribers of this node. */
  public void publishTo(Channels channels) {
    Reply.Bulk name = new Reply.Bulk(channel);
    if (kind == Kind.SHARD) {
      channels.publishToShard(name, message);
    } else {
      channels.publish(name, message);
    }
  }
}
