package io.ember.cluster.core.replication;

import io.ember.engine.ProtocolException;
import java.nio.ByteBuffer;

/**
 * Consecutive records of a log that are about to be sent, where they lie. Reused; owner thread: the
 * lane.
 */
public final class RecordSpan {
  private RecordLog records = new RecordLog();
  private long epoch;
  private int log;
  private long attachment;
  private long sequence;
  private long commit;
  private long first;
  private long next;
  private int bytes;

  /** Says in which stream, and at which place of it, they are. */
  RecordSpan in(long inEpoch, int ofLog, long ofAttachment, long atSequence, long committed) {
    epoch = inEpoch;
    log = ofLog;
    attachment = ofAttachment;
    sequence = atSequence;
    commit = committed;
    return this;
  }

  /**
   * Says which ones they are: from one on, up to another or to where they have so many bytes, but
   * at least one.
   */
  RecordSpan of(RecordLog kept, long from, long to, int mostBytes) {
    records = kept;
    first = from;
    next = from;
    bytes = 0;
    while (next < to) {
      int length = Integer.BYTES + kept.length(next);
      if (bytes > 0 && bytes + length > mostBytes) {
        break;
      }
      bytes += length;
      next++;
    }
    return this;
  }

  /**
   * {@return the length that stands in front of a record}
   *
   * @param end of all of them
   * @throws ProtocolException if there is none, or not so much behind it
   */
  public static int takeLength(byte[] bytes, int at, int end) {
    int length = -1;
    if (end - at >= Integer.BYTES) {
      length =
          bytes[at] << 24
              | (bytes[at + 1] & 0xFF) << 16
              | (bytes[at + 2] & 0xFF) << 8
              | (bytes[at + 3] & 0xFF);
    }
    if (length < 0 || length > end - at - Integer.BYTES) {
      throw new ProtocolException("a record of " + length + " bytes, " + (end - at) + " left");
    }
    return length;
  }

  public long epoch() {
    return epoch;
  }

  public int log() {
    return log;
  }

  public long attachment() {
    return attachment;
  }

  public long sequence() {
    return sequence;
  }

  public long commit() {
    return commit;
  }

  /** {@return the offset of the first} */
  public long first() {
    return first;
  }

  /** {@return the offset behind the last} */
  long next() {
    return next;
  }

  /** {@return bytes of all, each behind its length (4 bytes)} */
  public int bytes() {
    return bytes;
  }

  /** Writes them, each behind its length. */
  public void putTo(ByteBuffer out) {
    for (long offset = first; offset < next; offset++) {
      int length = records.length(offset);
      out.putInt(length).put(records.segment(offset), records.position(offset), length);
    }
  }

  /** {@return the same as a message that lasts} */
  public LogMessage.Item message() {
    byte[] encoded = new byte[bytes];
    putTo(ByteBuffer.wrap(encoded));
    return new LogMessage.Item(
        epoch, log, attachment, sequence, commit, new StreamItem.Records(first, encoded));
  }
}
