package io.ember.offheap;

import io.ember.engine.Blob;
import io.ember.engine.BlobAllocator;
import io.ember.engine.Bytes;

/** Makes large values out of others. Stateless, any thread. */
final class LargeValues {
  /** Where large values are allocated. */
  static final BlobAllocator ALLOCATOR = NativeBlob::new;

  private static final int STEP_BYTES = 64 * 1024;

  private LargeValues() {}

  /** {@return a copy; the source keeps its reference} */
  static NativeBlob copyOf(Blob source) {
    return copyOf(source, source.length());
  }

  /** {@return a copy with room for a length} */
  static NativeBlob copyOf(Blob source, int capacity) {
    NativeBlob copy = new NativeBlob(Math.max(capacity, source.length()));
    if (source instanceof NativeBlob large) {
      copy.append(large.address(), large.length());
      return copy;
    }
    byte[] step = new byte[Math.min(STEP_BYTES, source.length())];
    for (int at = 0; at < source.length(); ) {
      int count = Math.min(step.length, source.length() - at);
      source.copyTo(at, step, 0, count);
      copy.append(step, 0, count);
      at += count;
    }
    return copy;
  }

  /**
   * {@return the small value of an entry, grown to a length by writing bytes from a position on}
   */
  static NativeBlob grown(RecordView entry, int length, int position, Bytes bytes) {
    NativeBlob blob = new NativeBlob(length);
    blob.append(entry.payload(), entry.payloadBytes());
    blob.setLength(length);
    blob.write(position, bytes.array(), bytes.offset(), bytes.length());
    return blob;
  }
}
