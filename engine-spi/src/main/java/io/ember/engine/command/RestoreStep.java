package io.ember.engine.command;

import io.ember.engine.Blob;
import io.ember.engine.BlobAllocator;
import io.ember.engine.EngineCall;
import io.ember.engine.EntryView;
import io.ember.engine.Key;
import io.ember.engine.Keyspace;
import io.ember.engine.LaneStep;
import io.ember.engine.ValueType;
import org.jspecify.annotations.Nullable;

/**
 * RESTORE from the payload on, a slice at a time: the checksum, then the value, then the key.
 * Nothing is seen of it before the last slice, which looks once more whether there is a key.
 *
 * <p>A large value is not copied if the call alone holds its payload: it moves to the front there
 * and on into the store.
 *
 * <p>Owner thread: the lane.
 */
final class RestoreStep implements LaneStep {
  private enum Phase {
    CHECKSUM,
    PLAIN,
    LZF
  }

  /** Where the payload stands in the call. */
  private static final int PAYLOAD = 3;

  /** Bytes of a slice: some tenths of a millisecond. */
  private static final int SLICE_BYTES = 4 * BlobAllocator.BLOB_BYTES;

  private static final int PIECE_BYTES = BlobAllocator.BLOB_BYTES;

  /** What a value may waste of its memory that stays where its payload was, in bytes. */
  private static final int MAX_WASTE = 64;

  private static final byte TYPE = ValueType.STRING.code();

  private final EngineCall call;
  private final int options;
  private final long ttlMs;
  private final PayloadInput payload;
  private Phase phase = Phase.CHECKSUM;
  private long crc;

  /** How much of the payload has been read, then how much of a plain value was written. */
  private int at;

  private @Nullable RdbString value;

  /** Where a large value is written: held by the call, or the payload itself. */
  private @Nullable Blob target;

  private @Nullable LzfDecoder decoder;

  RestoreStep(EngineCall call, int options, long ttlMs) {
    this.call = call;
    this.options = options;
    this.ttlMs = ttlMs;
    payload = new PayloadInput(call, PAYLOAD);
  }

  @Override
  public boolean run(Keyspace keyspace) {
    return switch (phase) {
      case CHECKSUM -> check(keyspace);
      case PLAIN -> writePlain(keyspace);
      case LZF -> decompress(keyspace);
    };
  }

  // ---- checksum

  private boolean check(Keyspace keyspace) {
    int crcAt = payload.length() - DumpPayload.CRC_BYTES;
    if (crcAt < DumpPayload.VERSION_BYTES) {
      call.reply().error(CommandErrors.WRONG_DUMP);
      return true;
    }
    int end = (int) Math.min(crcAt, (long) at + SLICE_BYTES);
    byte[] piece = keyspace.scratch(Math.min(PIECE_BYTES, crcAt));
    while (at < end) {
      int count = Math.min(PIECE_BYTES, end - at);
      payload.copyTo(at, piece, 0, count);
      crc = Crc64.update(crc, piece, 0, count);
      at += count;
    }
    if (at < crcAt) {
      return false;
    }
    int bodyBytes = crcAt - DumpPayload.VERSION_BYTES;
    byte[] footer = payload.copy(bodyBytes, DumpPayload.FOOTER_BYTES);
    if (DumpPayload.version(footer) > DumpPayload.NEWEST_VERSION
        || DumpPayload.crc(footer) != crc) {
      call.reply().error(CommandErrors.WRONG_DUMP);
      return true;
    }
    return readHead(keyspace, bodyBytes);
  }

  // ---- value

  private boolean readHead(Keyspace keyspace, int bodyBytes) {
    byte[] head = payload.copy(0, Math.min(bodyBytes, RdbString.MAX_HEAD_BYTES));
    if (bodyBytes > 0 && head[0] != DumpPayload.STRING) {
      call.reply().error(CommandErrors.badDumpType(head[0] & 0xFF));
      return true;
    }
    RdbString string = RdbString.read(head, bodyBytes);
    if (string == null) {
      call.reply().error(CommandErrors.BAD_DUMP);
      return true;
    }
    if (StringValues.isTooLong(call, string.length())) {
      return true;
    }
    value = string;
    return switch (string.form()) {
      case INTEGER -> putInteger(keyspace, string);
      case PLAIN -> beginPlain(keyspace, string);
      case LZF -> beginLzf(keyspace, string);
    };
  }

  private boolean putInteger(Keyspace keyspace, RdbString string) {
    byte[] stored = payload.copy(string.from(), string.storedBytes());
    long integer = stored[stored.length - 1];
    for (int i = stored.length - 2; i >= 0; i--) {
      integer = integer << 8 | (stored[i] & 0xFF);
    }
    byte[] digits = keyspace.scratch(Integers.MAX_BYTES);
    return put(keyspace, digits, 0, Integers.write(integer, digits, 0));
  }

  private boolean beginPlain(Keyspace keyspace, RdbString string) {
    int length = string.storedBytes();
    Blob blob = call.argumentBlob(PAYLOAD);
    if (blob == null) {
      return put(keyspace, call.array(), call.argumentOffset(PAYLOAD) + string.from(), length);
    }
    if (length < BlobAllocator.BLOB_BYTES) {
      byte[] bytes = keyspace.scratch(length);
      blob.copyTo(string.from(), bytes, 0, length);
      return put(keyspace, bytes, 0, length);
    }
    boolean stays = blob.isExclusive() && blob.length() - length <= MAX_WASTE;
    target = stays ? blob : newTarget(keyspace, length);
    at = 0;
    phase = Phase.PLAIN;
    return writePlain(keyspace);
  }

  private boolean writePlain(Keyspace keyspace) {
    RdbString string = known(value);
    Blob to = known(target);
    boolean stays = to == call.argumentBlob(PAYLOAD);
    byte[] piece = keyspace.scratch(PIECE_BYTES);
    int end = (int) Math.min(string.storedBytes(), (long) at + SLICE_BYTES);
    while (at < end) {
      int count = Math.min(PIECE_BYTES, end - at);
      payload.copyTo(string.from() + at, piece, 0, count);
      if (stays) {
        to.write(at, piece, 0, count);
      } else {
        to.append(piece, 0, count);
      }
      at += count;
    }
    if (at < string.storedBytes()) {
      return false;
    }
    if (stays) {
      to.setLength(at);
    }
    return putTarget(keyspace, stays);
  }

  private boolean beginLzf(Keyspace keyspace, RdbString string) {
    int length = (int) string.length();
    if (length >= BlobAllocator.BLOB_BYTES) {
      target = newTarget(keyspace, length);
    }
    decoder = new LzfDecoder(payload, string.from(), string.storedBytes(), length, target);
    phase = Phase.LZF;
    return decompress(keyspace);
  }

  private boolean decompress(Keyspace keyspace) {
    LzfDecoder from = known(decoder);
    return switch (from.decode(SLICE_BYTES)) {
      case MORE -> false;
      case MALFORMED -> {
        call.reply().error(CommandErrors.BAD_DUMP);
        yield true;
      }
      case COMPLETE ->
          target != null
              ? putTarget(keyspace, false)
              : put(keyspace, from.output(), 0, from.output().length);
    };
  }

  private Blob newTarget(Keyspace keyspace, int length) {
    Blob blob = keyspace.stores().blobs().allocate(length);
    call.hold(blob);
    return blob;
  }

  private static <T> T known(@Nullable T part) {
    if (part == null) {
      throw new IllegalStateException("a later slice was run before an earlier one");
    }
    return part;
  }

  // ---- key

  private boolean put(Keyspace keyspace, byte[] array, int offset, int length) {
    if (mayPut(keyspace)) {
      keyspace.put(
          call.key(1), TYPE, keyspace.bytes().wrap(array, offset, length), expiresAtMs(keyspace));
      call.reply().ok();
    }
    return true;
  }

  private boolean putTarget(Keyspace keyspace, boolean isPayload) {
    if (mayPut(keyspace)) {
      Blob blob = isPayload ? call.takeArgumentBlob(PAYLOAD) : call.takeHeld();
      keyspace.put(call.key(1), TYPE, blob, expiresAtMs(keyspace));
      call.reply().ok();
    }
    return true;
  }

  /** {@return whether the key is to be set; else it was answered, and what is over is gone} */
  private boolean mayPut(Keyspace keyspace) {
    if (DumpCommands.isTaken(call, keyspace, options)) {
      return false;
    }
    if (ttlMs > 0 && expiresAtMs(keyspace) <= keyspace.nowMs()) {
      Key key = call.key(1);
      keyspace.remove(key);
      call.reply().ok();
      return false;
    }
    return true;
  }

  /** A time to live that goes behind the end of time is over, as in Redis. */
  private long expiresAtMs(Keyspace keyspace) {
    if (ttlMs == 0) {
      return EntryView.NO_EXPIRY;
    }
    return RestoreOptions.isAbsolute(options) ? ttlMs : ttlMs + keyspace.nowMs();
  }
}
