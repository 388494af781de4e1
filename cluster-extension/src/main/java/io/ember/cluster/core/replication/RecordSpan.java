package io.ember.cluster.core.replication;

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

  /** Says which ones they are. */
  RecordSpan of(RecordLog kept, long from, long to) {
    records = kept;
    first = from;
    next = to;
    bytes = 0;
    for (long offset = from; offset < to; offset++) {
      bytes += Integer.BYTES + kept.length(offset);
    }
    return this;
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
