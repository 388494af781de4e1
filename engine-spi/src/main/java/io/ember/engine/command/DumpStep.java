package io.ember.engine.command;

import io.ember.engine.Blob;
import io.ember.engine.BlobAllocator;
import io.ember.engine.Bytes;
import io.ember.engine.EngineCall;
import io.ember.engine.Keyspace;
import io.ember.engine.LaneStep;

/**
 * DUMP of a large value: reads it once for the checksum, a slice at a time, and answers it between
 * head and footer without a copy. What is written meanwhile goes to a copy, since the call holds
 * the value.
 *
 * <p>Owner thread: the lane.
 */
final class DumpStep implements LaneStep {
  /** Bytes of a slice: some tenths of a millisecond. */
  private static final int SLICE_BYTES = 4 * BlobAllocator.BLOB_BYTES;

  private final EngineCall call;
  private final Blob value;
  private final byte[] head = new byte[DumpPayload.MAX_HEAD_BYTES];
  private final int headBytes;
  private long crc;
  private int at;

  /**
   * @param value held by the call
   */
  DumpStep(EngineCall call, Blob value) {
    this.call = call;
    this.value = value;
    headBytes = DumpPayload.writeHead(head, value.length());
    crc = Crc64.update(0, head, 0, headBytes);
  }

  @Override
  public boolean run(Keyspace keyspace) {
    byte[] piece = keyspace.scratch(BlobAllocator.BLOB_BYTES);
    int end = (int) Math.min(value.length(), (long) at + SLICE_BYTES);
    while (at < end) {
      int count = Math.min(BlobAllocator.BLOB_BYTES, end - at);
      value.copyTo(at, piece, 0, count);
      crc = Crc64.update(crc, piece, 0, count);
      at += count;
    }
    if (at < value.length()) {
      return false;
    }
    byte[] footer = new byte[DumpPayload.FOOTER_BYTES];
    DumpPayload.writeFooter(footer, 0, 0, crc);
    call.reply().bulk(new Bytes().wrap(head, 0, headBytes), value, Bytes.of(footer));
    call.takeHeld().release();
    return true;
  }
}
