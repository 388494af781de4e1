package io.ember.cluster.wire;

import io.ember.engine.Blob;
import io.ember.engine.StoreException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Encoded replies on their way to a socket: bytes in one array that grows, and large values that
 * are only referred to. A mark says at which position of the bytes a part of a blob belongs.
 *
 * <p>The array lies on the heap because stores copy values into heap arrays: the copy into a buffer
 * of the socket is the second and last one. Owner thread: one at a time; the buffer is handed from
 * the thread that executes calls to the loop that sends the replies and back.
 */
public final class ReplyBuffer {
  /**
   * Most bytes that wait in one buffer, blobs not counted: a quarter of the heap, so that a reply
   * that is too large fails alone.
   */
  public static final int MAX_BYTES = (int) Math.min(1 << 30, Runtime.getRuntime().maxMemory() / 4);

  /** The error that answers a call whose reply would be larger. */
  public static final String TOO_LARGE = "reply is larger than " + MAX_BYTES + " bytes";

  private static final int KEPT_BYTES = 1 << 20;
  private static final int KEPT_MARKS = 1 << 10;
  private static final @Nullable Blob[] NO_BLOBS = {};
  private static final int[] NO_INTS = {};

  private final int initialBytes;
  private byte[] array;
  private int end;
  private boolean given;
  private int markCount;
  private @Nullable Blob[] markBlobs = NO_BLOBS;
  private int[] marks = NO_INTS;

  /**
   * @param initialBytes room at the beginning
   */
  public ReplyBuffer(int initialBytes) {
    this.initialBytes = initialBytes;
    array = new byte[initialBytes];
  }

  /** {@return where the bytes lie; another array after each growth} */
  public byte[] array() {
    return array;
  }

  /** {@return the array, which the buffer will not reuse} */
  public byte[] giveArray() {
    given = true;
    return array;
  }

  /** {@return how many bytes there are, blobs not counted} */
  public int end() {
    return end;
  }

  /** {@return how many marks there are} */
  public int markCount() {
    return markCount;
  }

  /** {@return the position of the bytes before which the marked part belongs} */
  public int markPosition(int mark) {
    return marks[3 * mark];
  }

  /** {@return where in its blob the marked part begins} */
  public int markFrom(int mark) {
    return marks[3 * mark + 1];
  }

  /** {@return how many bytes the marked part has} */
  public int markLength(int mark) {
    return marks[3 * mark + 2];
  }

  /** {@return how many bytes there are from a position and a mark on, parts of blobs included} */
  public long bytesFrom(int position, int firstMark) {
    long bytes = (long) end - position;
    for (int mark = firstMark; mark < markCount; mark++) {
      bytes += markLength(mark);
    }
    return bytes;
  }

  /** {@return the marked blob, whose reference passes to the caller} */
  public Blob takeBlob(int mark) {
    Blob blob = markBlobs[mark];
    if (blob == null) {
      throw new IllegalStateException("the blob of mark " + mark + " has been taken");
    }
    markBlobs[mark] = null;
    return blob;
  }

  /** Makes room. {@return the array, in which {@code [end, end + count)} may be written} */
  byte[] reserve(int count) {
    if (array.length - end < count) {
      grow(count);
    }
    return array;
  }

  private void grow(int count) {
    long needed = (long) end + count;
    if (needed > MAX_BYTES) {
      throw new StoreException(TOO_LARGE);
    }
    array = Arrays.copyOf(array, (int) Math.min(MAX_BYTES, Math.max(needed, 2L * array.length)));
    given = false;
  }

  /** Says that the bytes up to there were written. */
  void setEnd(int newEnd) {
    end = newEnd;
  }

  /** Appends bytes that are encoded already. */
  public void append(byte[] source, int from, int count) {
    System.arraycopy(source, from, reserve(count), end, count);
    end += count;
  }

  /** Marks a part of a blob at the end of the bytes and takes a reference. */
  void mark(Blob blob, int from, int length) {
    if (markCount == markBlobs.length) {
      int count = Math.max(4, 2 * markCount);
      markBlobs = Arrays.copyOf(markBlobs, count);
      marks = Arrays.copyOf(marks, 3 * count);
    }
    markBlobs[markCount] = blob.retain();
    marks[3 * markCount] = end;
    marks[3 * markCount + 1] = from;
    marks[3 * markCount + 2] = length;
    markCount++;
  }

  /** Copies a range of another buffer to the end of this one; its blobs pass over. */
  public void take(ReplyBuffer from, int start, int stop, int firstMark, int lastMark) {
    int base = end;
    append(from.array, start, stop - start);
    int behind = end;
    for (int mark = firstMark; mark < lastMark; mark++) {
      end = base + from.markPosition(mark) - start;
      Blob blob = from.takeBlob(mark);
      mark(blob, from.markFrom(mark), from.markLength(mark));
      blob.release();
    }
    end = behind;
  }

  /** Throws away what was written from there on. */
  void truncate(int toEnd, int toMarkCount) {
    releaseMarks(toMarkCount);
    end = toEnd;
  }

  /** Empties the buffer; unusually much memory is given back. */
  public void clear() {
    releaseMarks(0);
    end = 0;
    if (given || array.length > KEPT_BYTES) {
      array = new byte[initialBytes];
      given = false;
    }
    if (markBlobs.length > KEPT_MARKS) {
      markBlobs = NO_BLOBS;
      marks = NO_INTS;
    }
  }

  private void releaseMarks(int downTo) {
    while (markCount > downTo) {
      markCount--;
      Blob blob = markBlobs[markCount];
      if (blob != null) {
        markBlobs[markCount] = null;
        blob.release();
      }
    }
  }
}
