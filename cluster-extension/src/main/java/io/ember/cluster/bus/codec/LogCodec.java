package io.ember.cluster.bus.codec;

import io.ember.cluster.core.replication.EpochStart;
import io.ember.cluster.core.replication.LogMessage;
import io.ember.cluster.core.replication.LogReceiver;
import io.ember.cluster.core.replication.RecordSpan;
import io.ember.cluster.core.replication.StreamItem;
import io.ember.cluster.model.Logs;
import io.ember.engine.ProtocolException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.IntPredicate;

/**
 * What primaries and replicas say about a log, as bytes: a version, a type, epoch and log, the
 * fields. Nothing may follow, and nothing is allocated by a number that was only claimed.
 * Stateless.
 */
public final class LogCodec {
  private static final byte VERSION = 1;
  private static final byte ATTACH = 1;
  private static final byte FETCH = 2;
  private static final byte ACK = 3;
  private static final byte PULSE = 4;
  private static final byte AGREED = 5;
  private static final byte RECORDS = 6;
  private static final byte FETCH_BEGIN = 7;
  private static final byte CHUNK = 8;
  private static final byte FETCH_END = 9;

  /** Version, type, epoch, log. */
  private static final int HEAD_BYTES = 1 + 1 + Long.BYTES + 1;

  /** Attachment, sequence, commit. */
  private static final int ITEM_BYTES = 3 * Long.BYTES;

  /** Bytes of an acknowledgement. */
  public static final int ACK_BYTES = HEAD_BYTES + 4 * Long.BYTES + 1;

  private static final int EPOCH_BYTES = 2 * Long.BYTES;

  private LogCodec() {}

  /** {@return bytes of the message that carries these records} */
  public static int bytes(RecordSpan records) {
    return HEAD_BYTES + ITEM_BYTES + Long.BYTES + Integer.BYTES + records.bytes();
  }

  /** Writes the message that carries these records. */
  public static void put(ByteBuffer out, RecordSpan records) {
    out.put(VERSION).put(RECORDS).putLong(records.epoch()).put((byte) records.log());
    out.putLong(records.attachment()).putLong(records.sequence()).putLong(records.commit());
    out.putLong(records.first()).putInt(records.bytes());
    records.putTo(out);
  }

  /** Writes an acknowledgement of {@link #ACK_BYTES}. */
  public static void putAck(
      ByteBuffer out,
      long epoch,
      int log,
      long run,
      long attachment,
      long sequence,
      long position,
      boolean isGap) {
    out.put(VERSION).put(ACK).putLong(epoch).put((byte) log);
    out.putLong(run).putLong(attachment).putLong(sequence).putLong(position);
    out.put((byte) (isGap ? 1 : 0));
  }

  /**
   * Reads a bundle: messages, each behind its length (4 bytes).
   *
   * @param wanted which logs the receiver is interested in; messages about others are passed over
   * @throws ProtocolException if it is none
   */
  public static void takeBundle(
      byte[] bundle, int length, IntPredicate wanted, LogReceiver receiver) {
    ByteBuffer in = ByteBuffer.wrap(bundle, 0, length);
    try {
      while (in.hasRemaining()) {
        int bytes = in.getInt();
        if (bytes < HEAD_BYTES || bytes > in.remaining()) {
          throw new ProtocolException("a message of " + bytes + " bytes in a bundle");
        }
        int at = in.position();
        int log = in.get(at + HEAD_BYTES - 1);
        if (log < 0 || log >= Logs.COUNT) {
          throw new ProtocolException("there is no log " + log);
        }
        if (wanted.test(log)) {
          takeFromBundle(bundle, in, at, bytes, receiver);
        }
        in.position(at + bytes);
      }
    } catch (BufferUnderflowException e) {
      throw new ProtocolException("a bundle of messages about logs ends too early", e);
    } catch (IllegalArgumentException e) {
      throw new ProtocolException("not a bundle of messages about logs: " + e.getMessage(), e);
    }
  }

  /**
   * Looks whether a bundle can be {@linkplain #takeBundle taken}, so that nonsense ends where it
   * comes in.
   *
   * @return a bit for each log that it is about
   * @throws ProtocolException if it cannot, or is about none
   */
  public static int checkBundle(byte[] bundle, int length) {
    LogsOfBundle logs = new LogsOfBundle();
    takeBundle(bundle, length, logs, CHECK);
    if (logs.bits == 0) {
      throw new ProtocolException("a bundle without a message");
    }
    return logs.bits;
  }

  private static final class LogsOfBundle implements IntPredicate {
    int bits;

    @Override
    public boolean test(int log) {
      bits |= 1 << log;
      return true;
    }
  }

  private static final LogReceiver CHECK =
      new LogReceiver() {
        @Override
        public void records(
            long epoch,
            int log,
            long attachment,
            long sequence,
            long commit,
            long first,
            byte[] bytes,
            int offset,
            int length) {
          int end = offset + length;
          for (int at = offset; at < end; ) {
            at += Integer.BYTES + RecordSpan.takeLength(bytes, at, end);
          }
        }

        @Override
        public void ack(
            long epoch,
            int log,
            long run,
            long attachment,
            long sequence,
            long position,
            boolean isGap) {
          // Every combination of numbers is one.
        }

        @Override
        public void message(LogMessage message) {
          // It could be decoded.
        }
      };

  private static void takeFromBundle(
      byte[] bundle, ByteBuffer in, int at, int bytes, LogReceiver receiver) {
    byte type = in.get(at + 1);
    boolean isHot = in.get(at) == VERSION && (type == RECORDS || type == ACK);
    if (!isHot) {
      receiver.message(decode(Arrays.copyOfRange(bundle, at, at + bytes)));
      return;
    }
    int least = HEAD_BYTES + ITEM_BYTES + Long.BYTES + Integer.BYTES;
    if (type == ACK ? bytes != ACK_BYTES : bytes < least) {
      throw new ProtocolException("a message of type " + type + " with " + bytes + " bytes");
    }
    in.position(at + 2);
    long epoch = in.getLong();
    int log = in.get();
    if (type == ACK) {
      receiver.ack(
          epoch,
          log,
          in.getLong(),
          in.getLong(),
          in.getLong(),
          in.getLong(),
          CodecFields.takeBoolean(in));
    } else {
      long attachment = in.getLong();
      long sequence = in.getLong();
      long commit = in.getLong();
      long first = in.getLong();
      int count = in.getInt();
      if (count != at + bytes - in.position()) {
        throw new ProtocolException(count + " bytes of records in a message of " + bytes);
      }
      receiver.records(
          epoch, log, attachment, sequence, commit, first, bundle, in.position(), count);
    }
  }

  /** {@return the bytes of a message} */
  public static byte[] encode(LogMessage message) {
    if (message instanceof LogMessage.Item item) {
      return encodeItem(item);
    } else if (message instanceof LogMessage.Attach attach) {
      return encode(
          message,
          ATTACH,
          4 * Long.BYTES + epochsBytes(attach.epochs()),
          out -> {
            out.putLong(attach.run()).putLong(attach.attachment());
            out.putLong(attach.begin()).putLong(attach.end());
            putEpochs(out, attach.epochs());
          });
    } else if (message instanceof LogMessage.Fetch fetch) {
      return encode(
          message,
          FETCH,
          2 * Long.BYTES + CodecFields.slotsBytes(fetch.slots()),
          out -> {
            out.putLong(fetch.run()).putLong(fetch.attachment());
            CodecFields.putSlots(out, fetch.slots());
          });
    } else if (message instanceof LogMessage.Ack ack) {
      ByteBuffer out = ByteBuffer.allocate(ACK_BYTES);
      putAck(
          out,
          ack.epoch(),
          ack.log(),
          ack.run(),
          ack.attachment(),
          ack.sequence(),
          ack.position(),
          ack.isGap());
      return out.array();
    } else if (message instanceof LogMessage.Pulse pulse) {
      return encode(
          message,
          PULSE,
          3 * Long.BYTES,
          out -> out.putLong(pulse.attachment()).putLong(pulse.next()).putLong(pulse.commit()));
    }
    throw new AssertionError(message);
  }

  private static byte[] encode(
      LogMessage message, byte type, int rest, Consumer<ByteBuffer> fields) {
    byte[] bytes = new byte[HEAD_BYTES + rest];
    ByteBuffer out = ByteBuffer.wrap(bytes);
    out.put(VERSION).put(type).putLong(message.epoch()).put((byte) message.log());
    fields.accept(out);
    return bytes;
  }

  private static byte[] encodeItem(
      LogMessage.Item message, byte type, int rest, Consumer<ByteBuffer> fields) {
    return encode(
        message,
        type,
        ITEM_BYTES + rest,
        out -> {
          out.putLong(message.attachment()).putLong(message.sequence()).putLong(message.commit());
          fields.accept(out);
        });
  }

  private static byte[] encodeItem(LogMessage.Item message) {
    StreamItem item = message.item();
    if (item instanceof StreamItem.Agreed agreed) {
      return encodeItem(message, AGREED, Long.BYTES, out -> out.putLong(agreed.position()));
    } else if (item instanceof StreamItem.Records records) {
      byte[] encoded = records.encoded();
      return encodeItem(
          message,
          RECORDS,
          Long.BYTES + Integer.BYTES + encoded.length,
          out -> out.putLong(records.first()).putInt(encoded.length).put(encoded));
    } else if (item instanceof StreamItem.FetchBegin begin) {
      return encodeItem(
          message,
          FETCH_BEGIN,
          Long.BYTES + CodecFields.slotsBytes(begin.slots()) + epochsBytes(begin.epochs()),
          out -> {
            out.putLong(begin.position());
            CodecFields.putSlots(out, begin.slots());
            putEpochs(out, begin.epochs());
          });
    } else if (item instanceof StreamItem.Chunk chunk) {
      byte[] encoded = chunk.encoded();
      return encodeItem(
          message,
          CHUNK,
          Integer.BYTES + encoded.length,
          out -> out.putInt(encoded.length).put(encoded));
    } else if (item instanceof StreamItem.FetchEnd) {
      return encodeItem(message, FETCH_END, 0, out -> {});
    }
    throw new AssertionError(item);
  }

  private static int epochsBytes(List<EpochStart> epochs) {
    return Integer.BYTES + EPOCH_BYTES * epochs.size();
  }

  private static void putEpochs(ByteBuffer out, List<EpochStart> epochs) {
    out.putInt(epochs.size());
    for (EpochStart start : epochs) {
      out.putLong(start.epoch()).putLong(start.offset());
    }
  }

  /**
   * {@return the message of these bytes}
   *
   * @throws ProtocolException if they are none
   */
  public static LogMessage decode(byte[] bytes) {
    ByteBuffer in = ByteBuffer.wrap(bytes);
    try {
      byte version = in.get();
      if (version != VERSION) {
        throw new ProtocolException(
            "replication of version " + version + ", this node speaks version " + VERSION);
      }
      byte type = in.get();
      long epoch = in.getLong();
      int log = in.get();
      if (log < 0 || log >= Logs.COUNT) {
        throw new ProtocolException("there is no log " + log);
      }
      LogMessage message = take(in, type, epoch, log);
      CodecFields.takeEnd(in);
      return message;
    } catch (BufferUnderflowException e) {
      throw new ProtocolException("a message about a log ends too early", e);
    } catch (IllegalArgumentException e) {
      throw new ProtocolException("not a message about a log: " + e.getMessage(), e);
    }
  }

  private static LogMessage take(ByteBuffer in, byte type, long epoch, int log) {
    return switch (type) {
      case ATTACH -> {
        long run = in.getLong();
        long attachment = in.getLong();
        long begin = in.getLong();
        long end = in.getLong();
        yield new LogMessage.Attach(epoch, log, run, attachment, takeEpochs(in), begin, end);
      }
      case FETCH ->
          new LogMessage.Fetch(epoch, log, in.getLong(), in.getLong(), CodecFields.takeSlots(in));
      case ACK ->
          new LogMessage.Ack(
              epoch,
              log,
              in.getLong(),
              in.getLong(),
              in.getLong(),
              in.getLong(),
              CodecFields.takeBoolean(in));
      case PULSE -> new LogMessage.Pulse(epoch, log, in.getLong(), in.getLong(), in.getLong());
      default ->
          new LogMessage.Item(
              epoch, log, in.getLong(), in.getLong(), in.getLong(), takeItem(in, type));
    };
  }

  private static StreamItem takeItem(ByteBuffer in, byte type) {
    return switch (type) {
      case AGREED -> new StreamItem.Agreed(in.getLong());
      case RECORDS -> new StreamItem.Records(in.getLong(), CodecFields.takeBytes(in));
      case FETCH_BEGIN ->
          new StreamItem.FetchBegin(in.getLong(), CodecFields.takeSlots(in), takeEpochs(in));
      case CHUNK -> new StreamItem.Chunk(CodecFields.takeBytes(in));
      case FETCH_END -> new StreamItem.FetchEnd();
      default -> throw new ProtocolException("no message about a log has type " + type);
    };
  }

  private static List<EpochStart> takeEpochs(ByteBuffer in) {
    int count = CodecFields.takeCount(in, in.getInt(), EPOCH_BYTES);
    List<EpochStart> epochs = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      epochs.add(new EpochStart(in.getLong(), in.getLong()));
    }
    return epochs;
  }
}
