package io.ember.engine.command;

import io.ember.engine.Blob;
import org.jspecify.annotations.Nullable;

/**
 * Decompresses what Redis has compressed with LibLZF, some bytes at a time: runs of up to 32 bytes
 * as they are, and copies of up to 264 bytes that begin at most 8192 bytes back.
 *
 * <p>Never writes more than the announced length, and reads nothing behind the end of its input.
 * Takes less than 100 KiB besides the target, whatever is announced. Owner thread: one.
 */
final class LzfDecoder {
  /** What a slice has come to. */
  enum Progress {
    MORE,
    COMPLETE,
    /** The input is no such thing, or not of the announced length. */
    MALFORMED
  }

  /** Most bytes that a byte of the input can become: 3 bytes make a copy of 264. */
  static final int MAX_EXPANSION = 88;

  private static final int MAX_DISTANCE = 8192;
  private static final int MAX_COPY = 264;
  private static final int WINDOW_BYTES = 64 * 1024;
  private static final int INPUT_BYTES = 16 * 1024;

  private final PayloadInput input;
  private final int inputEnd;
  private final int length;
  private final @Nullable Blob target;
  private final byte[] in;
  private final byte[] out;

  /** Where in the input the buffered part ends, exclusive. */
  private int inputAt;

  /** The buffered part that was not looked at is {@code [inAt, inEnd)}. */
  private int inAt;

  private int inEnd;

  /** What was not handed to the target is {@code [outFrom, outAt)}; before it lies older output. */
  private int outFrom;

  private int outAt;
  private int produced;

  /**
   * @param from where the compressed bytes begin in the input
   * @param storedBytes how many they are, more than 0
   * @param length how many bytes they shall become
   * @param target to which they are appended; null to have them all in {@link #output}
   */
  LzfDecoder(PayloadInput input, int from, int storedBytes, int length, @Nullable Blob target) {
    this.input = input;
    this.inputAt = from;
    this.inputEnd = from + storedBytes;
    this.length = length;
    this.target = target;
    in = new byte[Math.min(storedBytes, INPUT_BYTES)];
    out = new byte[target == null ? length : MAX_DISTANCE + WINDOW_BYTES + MAX_COPY];
  }

  /** {@return the decompressed bytes, if there is no target and they are complete} */
  byte[] output() {
    return out;
  }

  /** Goes on for about that many bytes of output. */
  Progress decode(int budget) {
    int until = (int) Math.min(length, (long) produced + budget);
    while (produced < until && hasInput()) {
      int control = next();
      boolean isRight = control < 32 ? copyInput(control + 1) : copyOutput(control);
      if (!isRight) {
        return Progress.MALFORMED;
      }
      if (target != null && outAt >= MAX_DISTANCE + WINDOW_BYTES) {
        flush(target);
      }
    }
    if (produced < length && hasInput()) {
      return Progress.MORE;
    }
    if (target != null) {
      flush(target);
    }
    return produced == length && !hasInput() ? Progress.COMPLETE : Progress.MALFORMED;
  }

  private boolean copyInput(int count) {
    if (count > length - produced) {
      return false;
    }
    for (int left = count; left > 0; ) {
      if (!hasInput()) {
        return false;
      }
      int part = Math.min(left, inEnd - inAt);
      System.arraycopy(in, inAt, out, outAt, part);
      inAt += part;
      outAt += part;
      left -= part;
    }
    produced += count;
    return true;
  }

  private boolean copyOutput(int control) {
    int count = (control >> 5) + 2;
    if (count == 7 + 2) {
      if (!hasInput()) {
        return false;
      }
      count += next();
    }
    if (!hasInput()) {
      return false;
    }
    int distance = ((control & 0x1F) << 8) + next() + 1;
    if (count > length - produced || distance > produced) {
      return false;
    }
    // Byte by byte: a copy may reach into what it writes.
    for (int end = outAt + count; outAt < end; outAt++) {
      out[outAt] = out[outAt - distance];
    }
    produced += count;
    return true;
  }

  /** Hands the output on and keeps as much as a copy may reach back to. */
  private void flush(Blob to) {
    to.append(out, outFrom, outAt - outFrom);
    int kept = Math.min(outAt, MAX_DISTANCE);
    System.arraycopy(out, outAt - kept, out, 0, kept);
    outFrom = kept;
    outAt = kept;
  }

  private boolean hasInput() {
    if (inAt == inEnd && inputAt < inputEnd) {
      inAt = 0;
      inEnd = Math.min(in.length, inputEnd - inputAt);
      input.copyTo(inputAt, in, 0, inEnd);
      inputAt += inEnd;
    }
    return inAt < inEnd;
  }

  private int next() {
    return in[inAt++] & 0xFF;
  }
}
