package io.ember.cluster.wire;

import io.ember.engine.Blob;
import io.ember.engine.BlobAllocator;
import io.ember.engine.EngineCall;
import io.ember.engine.SlotStore;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Finds the arguments of calls in the bytes that a client sent, in place: RESP arrays of bulk
 * strings, and inline commands.
 *
 * <p>It is fed an array that grows at its end; a call whose bytes have not all arrived is gone on
 * with at the next feeding. Between two feedings the bytes from {@link #retainFrom} on may be moved
 * to another place or array ({@link #moved}); those before it are not needed by the unfinished
 * call. An argument of {@link BlobAllocator#BLOB_BYTES} or more is received into a blob instead.
 *
 * <p>Limits are those of Redis where it has one. A length is checked before anything is allocated
 * for it, and memory grows only with bytes that have really arrived. After {@link
 * Outcome#MALFORMED} the stream has no meaning any more and the connection is to be closed.
 *
 * <p>Owner thread: the client loop of the connection. Allocates nothing but blobs.
 */
public final class RequestDecoder {
  /** What came of a feeding. */
  public enum Outcome {
    /** The bytes are used up; the call, if one has begun, needs more. */
    INCOMPLETE,
    /** The call has all its arguments, at least one. */
    CALL,
    /** The client broke the protocol, as {@link #errorText} says. */
    MALFORMED
  }

  /** Most arguments of a call, the name included. */
  public static final int MAX_ARGUMENTS = 1024 * 1024;

  /** Longest line: of an inline command, and of the count in front of an array or string. */
  public static final int MAX_LINE_BYTES = 64 * 1024;

  /** Most bytes of all arguments of a call together: Redis's limit of a query buffer. */
  public static final long MAX_CALL_BYTES = 1024L * 1024 * 1024;

  /** Most arguments of a call of a client that has yet to authenticate. */
  public static final int MAX_UNAUTHENTICATED_ARGUMENTS = 10;

  /** Longest argument of a client that has yet to authenticate. */
  public static final int MAX_UNAUTHENTICATED_BYTES = 16384;

  private static final long LINE_INCOMPLETE = -1;
  private static final long LINE_INVALID = -2;
  private static final long LINE_TOO_LONG = -3;
  private static final long LINE_NEGATIVE = -4;
  private static final int NO_BULK = -1;
  private static final int MAX_FAST_DIGITS = 10;

  private final BlobAllocator blobs;
  private boolean authenticated = true;
  private int position;
  private int frameStart;
  private int lineEnd;
  private int scanned;
  private int argumentsLeft;
  private int bulkLength = NO_BULK;
  private int skip;
  private long frameBytes;
  private @Nullable Blob blob;
  private String errorText = "";

  /**
   * @param blobs where large arguments get their memory
   */
  public RequestDecoder(BlobAllocator blobs) {
    this.blobs = blobs;
  }

  /** Says whether the client has authenticated; before, its calls have to be small. */
  public void setAuthenticated(boolean yes) {
    authenticated = yes;
  }

  /** Says where in the array the next bytes will be. Only between calls. */
  public void start(int from) {
    position = from;
    frameStart = from;
    scanned = 0;
  }

  /** {@return where the next byte to be looked at lies in the array} */
  public int position() {
    return position;
  }

  /** {@return whether a call has begun and is not complete} */
  public boolean isInsideCall() {
    return argumentsLeft > 0;
  }

  /** {@return the first byte that an unfinished call, or an unfinished line, still needs} */
  public int retainFrom() {
    return argumentsLeft > 0 ? frameStart : position;
  }

  /** Says that the bytes from {@link #retainFrom} on were moved by so many positions. */
  public void moved(int delta) {
    position += delta;
    frameStart += delta;
  }

  /** {@return what the client did wrong, after {@link Outcome#MALFORMED}} */
  public String errorText() {
    return errorText;
  }

  /**
   * Goes on with a call.
   *
   * @param call begun with the array; the same one until its outcome is {@link Outcome#CALL}
   * @param to end of the bytes that have arrived, exclusive
   */
  public Outcome decode(EngineCall call, byte[] array, int to) {
    while (true) {
      if (argumentsLeft == 0) {
        if (position >= to) {
          return Outcome.INCOMPLETE;
        }
        frameStart = position;
        if (array[position] != '*') {
          Outcome outcome = inline(call, array, to);
          if (outcome == Outcome.CALL && call.argumentCount() == 0) {
            continue;
          }
          return outcome;
        }
        Outcome outcome = arrayHeader(array, to);
        if (outcome != Outcome.CALL) {
          return outcome;
        }
      }
      Outcome outcome = arguments(call, array, to);
      if (outcome != Outcome.CALL || call.argumentCount() > 0) {
        return outcome;
      }
    }
  }

  /** Releases what an unfinished call has received. */
  public void close() {
    Blob unfinished = blob;
    if (unfinished != null) {
      blob = null;
      unfinished.release();
    }
  }

  // ---- arrays of bulk strings

  /** {@return {@link Outcome#CALL} if the header was read, also of an array without elements} */
  private Outcome arrayHeader(byte[] array, int to) {
    long count = number(array, to);
    if (count == LINE_INCOMPLETE) {
      return Outcome.INCOMPLETE;
    }
    if (count == LINE_TOO_LONG) {
      return malformed("too big mbulk count string");
    }
    if (count == LINE_INVALID || count > MAX_ARGUMENTS) {
      return malformed("invalid multibulk length");
    }
    if (count > MAX_UNAUTHENTICATED_ARGUMENTS && !authenticated) {
      return malformed("unauthenticated multibulk length");
    }
    position = lineEnd;
    argumentsLeft = (int) Math.max(0, count);
    frameBytes = 0;
    return Outcome.CALL;
  }

  private Outcome arguments(EngineCall call, byte[] array, int to) {
    while (argumentsLeft > 0) {
      if (blob != null || skip > 0) {
        if (!largeArgument(call, array, to)) {
          return Outcome.INCOMPLETE;
        }
        continue;
      }
      if (bulkLength == NO_BULK) {
        Outcome outcome = bulkHeader(array, to);
        if (outcome != Outcome.CALL) {
          return outcome;
        }
      }
      int length = bulkLength;
      if (length >= BlobAllocator.BLOB_BYTES) {
        blob = blobs.allocate(BlobAllocator.BLOB_BYTES);
        continue;
      }
      if (to - position < length + 2) {
        return Outcome.INCOMPLETE;
      }
      call.addArgument(position, length);
      position += length + 2;
      bulkLength = NO_BULK;
      argumentsLeft--;
    }
    return Outcome.CALL;
  }

  private Outcome bulkHeader(byte[] array, int to) {
    if (position >= to) {
      return Outcome.INCOMPLETE;
    }
    long length = number(array, to);
    if (length == LINE_INCOMPLETE) {
      return Outcome.INCOMPLETE;
    }
    if (length == LINE_TOO_LONG) {
      return malformed("too big bulk count string");
    }
    if (array[position] != '$') {
      return malformed("expected '$', got '" + (char) (array[position] & 0xFF) + "'");
    }
    if (length < 0 || length > SlotStore.MAX_VALUE_BYTES) {
      return malformed("invalid bulk length");
    }
    if (length > MAX_UNAUTHENTICATED_BYTES && !authenticated) {
      return malformed("unauthenticated bulk length");
    }
    frameBytes += length;
    if (frameBytes > MAX_CALL_BYTES) {
      return malformed("too big request");
    }
    position = lineEnd;
    bulkLength = (int) length;
    return Outcome.CALL;
  }

  /**
   * {@return the number in the line at the position, whose first byte is a type; {@link #lineEnd}
   * is behind the line then} Otherwise one of the negative constants.
   */
  private long number(byte[] array, int to) {
    int from = position + 1;
    int i = from;
    int end = Math.min(to, from + MAX_FAST_DIGITS);
    long value = 0;
    while (i < end) {
      int digit = array[i] - '0';
      if (digit < 0 || digit > 9) {
        break;
      }
      value = value * 10 + digit;
      i++;
    }
    if (i > from && i + 1 < to && array[i] == '\r' && (array[from] != '0' || i == from + 1)) {
      lineEnd = i + 2;
      scanned = 0;
      return value;
    }
    return unusualNumber(array, to);
  }

  /**
   * The same for lines that have not arrived or are not a plain number, strictly as Redis reads.
   */
  private long unusualNumber(byte[] array, int to) {
    int end = position + scanned;
    while (end < to && array[end] != '\r') {
      end++;
    }
    if (end + 1 >= to) {
      scanned = end - position;
      return end == to && to - position > MAX_LINE_BYTES ? LINE_TOO_LONG : LINE_INCOMPLETE;
    }
    scanned = 0;
    lineEnd = end + 2;
    int i = position + 1;
    boolean negative = i < end && array[i] == '-';
    if (negative) {
      i++;
    }
    if (i == end || end - i > 18 || (array[i] == '0' && (end - i > 1 || negative))) {
      return LINE_INVALID;
    }
    long value = 0;
    for (; i < end; i++) {
      int digit = array[i] - '0';
      if (digit < 0 || digit > 9) {
        return LINE_INVALID;
      }
      value = value * 10 + digit;
    }
    return negative ? LINE_NEGATIVE : value;
  }

  // ---- large arguments

  /** {@return how many bytes the large argument that is being received still lacks, 0 for none} */
  public int blobBytesWanted() {
    Blob receiving = blob;
    return receiving == null ? 0 : bulkLength - receiving.length();
  }

  /**
   * Moves bytes from the buffer straight into the large argument that is being received, at most as
   * many as it lacks. Only when all bytes of the array were used up.
   */
  public void feedBlob(ByteBuffer source) {
    Blob receiving = blob;
    if (receiving == null) {
      throw new IllegalStateException("no large argument is being received");
    }
    int count = Math.min(source.remaining(), bulkLength - receiving.length());
    reserve(receiving, count);
    int limit = source.limit();
    source.limit(source.position() + count);
    receiving.append(source);
    source.limit(limit);
  }

  /** {@return whether the argument is complete, its line end included} */
  private boolean largeArgument(EngineCall call, byte[] array, int to) {
    Blob receiving = blob;
    if (receiving != null) {
      int count = Math.min(to - position, bulkLength - receiving.length());
      if (count > 0) {
        reserve(receiving, count);
        receiving.append(array, position, count);
        position += count;
      }
      if (receiving.length() < bulkLength) {
        return false;
      }
      blob = null;
      call.addArgument(receiving);
      skip = 2;
    }
    int skipped = Math.min(skip, to - position);
    position += skipped;
    skip -= skipped;
    if (skip > 0) {
      return false;
    }
    bulkLength = NO_BULK;
    argumentsLeft--;
    return true;
  }

  /** Doubles the capacity as bytes arrive, but never beyond what the client announced. */
  private void reserve(Blob receiving, int count) {
    int needed = receiving.length() + count;
    if (needed > receiving.capacity()) {
      receiving.ensureCapacity(
          (int) Math.min(bulkLength, Math.max(needed, 2L * receiving.capacity())));
    }
  }

  // ---- inline commands

  private Outcome inline(EngineCall call, byte[] array, int to) {
    int end = position + scanned;
    while (end < to && array[end] != '\n') {
      end++;
    }
    if (end == to) {
      scanned = end - position;
      return scanned > MAX_LINE_BYTES ? malformed("too big inline request") : Outcome.INCOMPLETE;
    }
    scanned = 0;
    int from = position;
    position = end + 1;
    int lineTo = end > from && array[end - 1] == '\r' ? end - 1 : end;
    return InlineArguments.split(call, array, from, lineTo)
        ? Outcome.CALL
        : malformed("unbalanced quotes in request");
  }

  private Outcome malformed(String what) {
    errorText = "Protocol error: " + what;
    return Outcome.MALFORMED;
  }
}
