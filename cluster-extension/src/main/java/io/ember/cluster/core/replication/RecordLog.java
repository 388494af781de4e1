package io.ember.cluster.core.replication;

import java.util.ArrayDeque;

/**
 * The records of one log that are kept: byte strings with consecutive offsets, oldest first.
 *
 * <p>They lie one after the other in segments that are reused, so appending allocates nothing once
 * the log has its size; one that is larger than a segment has one of its own. Owner thread: the
 * lane.
 */
final class RecordLog {
  static final int SEGMENT_BYTES = 64 * 1024;
  private static final int KEPT_SEGMENTS = 16;

  private static final byte[] NONE = {};

  private byte[][] segments = new byte[64][];
  private int[] positions = new int[64];
  private int[] lengths = new int[64];
  private final ArrayDeque<byte[]> free = new ArrayDeque<>();
  private byte[] filling = NONE;
  private int filled;
  private long begin;
  private long end;
  private long bytes;

  /** {@return the offset of the first record that is kept; {@link #end} if none is} */
  long begin() {
    return begin;
  }

  /** {@return the offset of the next record} */
  long end() {
    return end;
  }

  /** {@return bytes of all records that are kept} */
  long bytes() {
    return bytes;
  }

  /** Appends a record. {@return its offset} */
  long append(byte[] source, int offset, int length) {
    if (end - begin == segments.length) {
      growIndex();
    }
    if (filling.length - filled < length) {
      filling = length > SEGMENT_BYTES ? new byte[length] : takeSegment();
      filled = 0;
    }
    System.arraycopy(source, offset, filling, filled, length);
    int at = index(end);
    segments[at] = filling;
    positions[at] = filled;
    lengths[at] = length;
    filled += length;
    bytes += length;
    return end++;
  }

  private byte[] takeSegment() {
    byte[] segment = free.poll();
    return segment == null ? new byte[SEGMENT_BYTES] : segment;
  }

  private void growIndex() {
    int count = segments.length;
    byte[][] newSegments = new byte[2 * count][];
    int[] newPositions = new int[2 * count];
    int[] newLengths = new int[2 * count];
    for (long offset = begin; offset < end; offset++) {
      int from = index(offset);
      int to = (int) (offset & (2L * count - 1));
      newSegments[to] = segments[from];
      newPositions[to] = positions[from];
      newLengths[to] = lengths[from];
    }
    segments = newSegments;
    positions = newPositions;
    lengths = newLengths;
  }

  private int index(long offset) {
    return (int) (offset & (segments.length - 1));
  }

  /** {@return the array that holds a record that is kept} */
  byte[] segment(long offset) {
    return segments[check(offset)];
  }

  /** {@return where in its array it begins} */
  int position(long offset) {
    return positions[check(offset)];
  }

  /** {@return how long it is} */
  int length(long offset) {
    return lengths[check(offset)];
  }

  private int check(long offset) {
    if (offset < begin || offset >= end) {
      throw new IllegalArgumentException(
          "record " + offset + " is not among [" + begin + ", " + end + ")");
    }
    return index(offset);
  }

  /** Gives the oldest records up away. */
  void trim(long newBegin) {
    while (begin < newBegin) {
      int at = index(begin);
      byte[] segment = segments[at];
      bytes -= lengths[at];
      segments[at] = NONE;
      begin++;
      boolean wasLast = begin == end ? segment != filling : segments[index(begin)] != segment;
      if (wasLast && segment.length == SEGMENT_BYTES && free.size() < KEPT_SEGMENTS) {
        free.add(segment);
      }
    }
  }

  /** Gives the newest records away, from the offset on. */
  void cut(long newEnd) {
    while (end > newEnd) {
      end--;
      int at = index(end);
      bytes -= lengths[at];
      segments[at] = NONE;
    }
    // What was cut stays in its segment, unused, until that one is full.
  }

  /** Keeps nothing, and goes on at the offset. */
  void reset(long offset) {
    trim(end);
    begin = offset;
    end = offset;
  }
}
