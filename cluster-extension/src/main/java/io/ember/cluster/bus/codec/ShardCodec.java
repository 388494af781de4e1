package io.ember.cluster.bus.codec;

import io.ember.cluster.core.election.ElectionMessage;
import io.ember.cluster.core.replication.ShardMessage;
import io.ember.cluster.model.NodeId;
import io.ember.engine.ProtocolException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * What the control lines of a shard and its voters say, as bytes: a version, a type, shard and
 * epoch, the fields. Nothing may follow, and nothing is allocated by a number that was only
 * claimed. Stateless.
 */
public final class ShardCodec {
  private static final byte VERSION = 1;
  private static final byte BEACON = 1;
  private static final byte BEACON_ANSWER = 2;
  private static final byte HAND_OVER_WANTED = 3;
  private static final byte ASK = 4;
  private static final byte ANSWER = 5;
  private static final int HEAD_BYTES = 1 + 1 + CodecFields.ID_BYTES + Long.BYTES;
  private static final int POSITION_BYTES = CodecFields.ID_BYTES + Long.BYTES;

  private ShardCodec() {}

  /** {@return the bytes of a message} */
  public static byte[] encode(ShardMessage message) {
    if (message instanceof ShardMessage.Beacon beacon) {
      return encode(
          BEACON,
          message.shard(),
          message.epoch(),
          Long.BYTES + 1 + Integer.BYTES + POSITION_BYTES * beacon.positions().size(),
          out -> putBeacon(out, beacon));
    } else if (message instanceof ShardMessage.BeaconAnswer answer) {
      return encode(
          BEACON_ANSWER,
          message.shard(),
          message.epoch(),
          3 * Long.BYTES,
          out -> out.putLong(answer.run()).putLong(answer.number()).putLong(answer.position()));
    } else if (message instanceof ShardMessage.HandOverWanted wanted) {
      return encode(
          HAND_OVER_WANTED,
          message.shard(),
          message.epoch(),
          Long.BYTES,
          out -> out.putLong(wanted.run()));
    }
    throw new AssertionError(message);
  }

  private static void putBeacon(ByteBuffer out, ShardMessage.Beacon beacon) {
    out.putLong(beacon.number()).put((byte) (beacon.serves() ? 1 : 0));
    out.putInt(beacon.positions().size());
    for (Map.Entry<NodeId, Long> position : beacon.positions().entrySet()) {
      CodecFields.putId(out, position.getKey());
      out.putLong(position.getValue());
    }
  }

  /** {@return the bytes of a message} */
  public static byte[] encode(ElectionMessage message) {
    if (message instanceof ElectionMessage.Ask ask) {
      return encode(
          ASK,
          message.shard(),
          message.epoch(),
          2 * Long.BYTES,
          out -> out.putLong(ask.round()).putLong(ask.run()));
    } else if (message instanceof ElectionMessage.Answer answer) {
      return encode(
          ANSWER,
          message.shard(),
          message.epoch(),
          2 * Long.BYTES + 1,
          out ->
              out.putLong(answer.round())
                  .putLong(answer.lastRound())
                  .put((byte) (answer.isGranted() ? 1 : 0)));
    }
    throw new AssertionError(message);
  }

  private static byte[] encode(
      byte type, NodeId shard, long epoch, int rest, Consumer<ByteBuffer> fields) {
    byte[] bytes = new byte[HEAD_BYTES + rest];
    ByteBuffer out = ByteBuffer.wrap(bytes).put(VERSION).put(type);
    CodecFields.putId(out, shard);
    out.putLong(epoch);
    fields.accept(out);
    return bytes;
  }

  /**
   * {@return what a primary or a replica has said}
   *
   * @throws ProtocolException if the bytes are nothing of that
   */
  public static ShardMessage decodeShard(byte[] bytes) {
    return decode(bytes, ShardCodec::takeShard);
  }

  /**
   * {@return what a candidate or a voter has said}
   *
   * @throws ProtocolException if the bytes are nothing of that
   */
  public static ElectionMessage decodeElection(byte[] bytes) {
    return decode(bytes, ShardCodec::takeElection);
  }

  private static <T> T decode(byte[] bytes, Function<ByteBuffer, T> take) {
    ByteBuffer in = ByteBuffer.wrap(bytes);
    try {
      byte version = in.get();
      if (version != VERSION) {
        throw new ProtocolException(
            "a shard's message of version " + version + ", this node speaks version " + VERSION);
      }
      T message = take.apply(in);
      CodecFields.takeEnd(in);
      return message;
    } catch (BufferUnderflowException e) {
      throw new ProtocolException("a shard's message ends too early", e);
    }
  }

  private static ShardMessage takeShard(ByteBuffer in) {
    byte type = in.get();
    NodeId shard = CodecFields.takeId(in);
    long epoch = in.getLong();
    return switch (type) {
      case BEACON -> {
        long number = in.getLong();
        boolean serves = CodecFields.takeBoolean(in);
        yield new ShardMessage.Beacon(shard, epoch, number, serves, takePositions(in));
      }
      case BEACON_ANSWER ->
          new ShardMessage.BeaconAnswer(shard, epoch, in.getLong(), in.getLong(), in.getLong());
      case HAND_OVER_WANTED -> new ShardMessage.HandOverWanted(shard, epoch, in.getLong());
      default -> throw new ProtocolException("no message of a shard has type " + type);
    };
  }

  private static SortedMap<NodeId, Long> takePositions(ByteBuffer in) {
    int count = CodecFields.takeCount(in, in.getInt(), POSITION_BYTES);
    SortedMap<NodeId, Long> positions = new TreeMap<>();
    for (int i = 0; i < count; i++) {
      positions.put(CodecFields.takeId(in), in.getLong());
    }
    return positions;
  }

  private static ElectionMessage takeElection(ByteBuffer in) {
    byte type = in.get();
    NodeId shard = CodecFields.takeId(in);
    long epoch = in.getLong();
    long round = in.getLong();
    return switch (type) {
      case ASK -> new ElectionMessage.Ask(shard, epoch, round, in.getLong());
      case ANSWER -> {
        long lastRound = in.getLong();
        yield new ElectionMessage.Answer(
            shard, epoch, round, CodecFields.takeBoolean(in), lastRound);
      }
      default -> throw new ProtocolException("no message of an election has type " + type);
    };
  }
}
