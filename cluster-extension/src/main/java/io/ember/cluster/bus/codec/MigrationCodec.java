package io.ember.cluster.bus.codec;

import io.ember.cluster.core.migration.MigrationAck;
import io.ember.cluster.core.migration.MigrationBatch;
import io.ember.cluster.core.migration.MigrationMessage;
import io.ember.cluster.core.migration.MigrationOpen;
import io.ember.cluster.model.Logs;
import io.ember.cluster.model.MigrationId;
import io.ember.engine.ProtocolException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * What the two sides of a migration say, as bytes: a version, a type, id, attempt, epochs and log,
 * the fields. Nothing may follow, and nothing is allocated by a number that was only claimed.
 * Stateless.
 */
public final class MigrationCodec {
  private static final byte VERSION = 1;
  private static final byte OPEN = 1;
  private static final byte BATCH = 2;
  private static final byte ACK = 3;
  private static final int HEAD_BYTES = 2 + 4 * Long.BYTES + 1;
  private static final int BATCH_BYTES = Long.BYTES + 1 + 2 * Integer.BYTES;
  private static final int ACK_BYTES = 2 * Long.BYTES + 2 + Integer.BYTES;

  /** Why something failed is for people to read. */
  private static final int REASON_BYTES = 4096;

  private static final List<MigrationAck.Outcome> OUTCOMES =
      List.of(
          MigrationAck.Outcome.RECEIVING,
          MigrationAck.Outcome.PREPARED,
          MigrationAck.Outcome.FAILED);

  private MigrationCodec() {}

  /** {@return the bytes of a message} */
  public static byte[] encode(MigrationMessage message) {
    if (message instanceof MigrationBatch batch) {
      byte[] bytes = new byte[HEAD_BYTES + BATCH_BYTES + batch.content().length];
      head(bytes, BATCH, message)
          .putLong(batch.sequence())
          .put((byte) batch.kind().code())
          .putInt(batch.crc())
          .putInt(batch.content().length)
          .put(batch.content());
      return bytes;
    }
    if (message instanceof MigrationAck ack) {
      byte[] reason = ack.reason().getBytes(StandardCharsets.UTF_8);
      int length = Math.min(reason.length, REASON_BYTES);
      byte[] bytes = new byte[HEAD_BYTES + ACK_BYTES + length];
      head(bytes, ACK, message)
          .putLong(ack.received())
          .putLong(ack.committed())
          .put((byte) (ack.isGap() ? 1 : 0))
          .put((byte) OUTCOMES.indexOf(ack.outcome()))
          .putInt(length)
          .put(reason, 0, length);
      return bytes;
    }
    byte[] bytes = new byte[HEAD_BYTES];
    head(bytes, OPEN, message);
    return bytes;
  }

  private static ByteBuffer head(byte[] bytes, byte type, MigrationMessage message) {
    return ByteBuffer.wrap(bytes)
        .put(VERSION)
        .put(type)
        .putLong(message.id().value())
        .putLong(message.attempt())
        .putLong(message.sourceEpoch())
        .putLong(message.targetEpoch())
        .put((byte) message.log());
  }

  /**
   * {@return the message of these bytes}
   *
   * @throws ProtocolException if they are none
   */
  public static MigrationMessage decode(byte[] bytes) {
    ByteBuffer in = ByteBuffer.wrap(bytes);
    try {
      MigrationMessage message = take(in);
      CodecFields.takeEnd(in);
      return message;
    } catch (BufferUnderflowException e) {
      throw new ProtocolException(
          "a message about a migration has only " + bytes.length + " bytes");
    }
  }

  private static MigrationMessage take(ByteBuffer in) {
    byte version = in.get();
    if (version != VERSION) {
      throw new ProtocolException("no message about a migration has version " + version);
    }
    byte type = in.get();
    MigrationId id = new MigrationId(in.getLong());
    long attempt = in.getLong();
    long sourceEpoch = in.getLong();
    long targetEpoch = in.getLong();
    int log = in.get();
    if (log < 0 || log >= Logs.COUNT) {
      throw new ProtocolException("there is no log " + log);
    }
    return switch (type) {
      case OPEN -> new MigrationOpen(id, attempt, sourceEpoch, targetEpoch, log);
      case BATCH -> {
        long sequence = in.getLong();
        int code = in.get();
        MigrationBatch.Kind kind = MigrationBatch.Kind.of(code);
        if (kind == null) {
          throw new ProtocolException("there is no kind of batch " + code);
        }
        int crc = in.getInt();
        byte[] content = CodecFields.takeBytes(in);
        yield new MigrationBatch(
            id, attempt, sourceEpoch, targetEpoch, log, sequence, kind, content, crc);
      }
      case ACK -> {
        long received = in.getLong();
        long committed = in.getLong();
        boolean isGap = CodecFields.takeBoolean(in);
        int outcome = in.get();
        if (outcome < 0 || outcome >= OUTCOMES.size()) {
          throw new ProtocolException("there is no outcome " + outcome);
        }
        String reason = new String(CodecFields.takeBytes(in), StandardCharsets.UTF_8);
        yield new MigrationAck(
            id,
            attempt,
            sourceEpoch,
            targetEpoch,
            log,
            received,
            committed,
            isGap,
            OUTCOMES.get(outcome),
            reason);
      }
      default -> throw new ProtocolException("no message about a migration has type " + type);
    };
  }
}
