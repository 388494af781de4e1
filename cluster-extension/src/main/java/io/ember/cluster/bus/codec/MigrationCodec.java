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
import java.util.Arrays;
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

  /** {@return how many bytes {@link #put} writes for a message} */
  public static int bytes(MigrationMessage message) {
    if (message instanceof MigrationBatch batch) {
      return HEAD_BYTES + BATCH_BYTES + batch.content().length;
    }
    if (message instanceof MigrationAck ack) {
      return HEAD_BYTES + ACK_BYTES + reason(ack).length;
    }
    return HEAD_BYTES;
  }

  private static byte[] reason(MigrationAck ack) {
    byte[] reason = ack.reason().getBytes(StandardCharsets.UTF_8);
    return reason.length <= REASON_BYTES ? reason : Arrays.copyOf(reason, REASON_BYTES);
  }

  /** Writes the bytes of a message. */
  public static void put(ByteBuffer out, MigrationMessage message) {
    if (message instanceof MigrationBatch batch) {
      head(out, BATCH, message)
          .putLong(batch.sequence())
          .put((byte) batch.kind().code())
          .putInt(batch.crc())
          .putInt(batch.content().length)
          .put(batch.content());
    } else if (message instanceof MigrationAck ack) {
      byte[] reason = reason(ack);
      head(out, ACK, message)
          .putLong(ack.received())
          .putLong(ack.committed())
          .put((byte) (ack.isGap() ? 1 : 0))
          .put((byte) OUTCOMES.indexOf(ack.outcome()))
          .putInt(reason.length)
          .put(reason);
    } else {
      head(out, OPEN, message);
    }
  }

  private static ByteBuffer head(ByteBuffer out, byte type, MigrationMessage message) {
    return out.put(VERSION)
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
  public static MigrationMessage decode(ByteBuffer in) {
    int length = in.remaining();
    try {
      MigrationMessage message = take(in);
      CodecFields.takeEnd(in);
      return message;
    } catch (BufferUnderflowException e) {
      throw new ProtocolException("a message about a migration has only " + length + " bytes");
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
