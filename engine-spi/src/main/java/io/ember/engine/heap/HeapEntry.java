package io.ember.engine.heap;

import io.ember.engine.Blob;
import io.ember.engine.Bytes;
import io.ember.engine.EntryView;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A key with its value: either an array of its own or a blob. */
final class HeapEntry {
  /**
   * What an entry takes beside its bytes on a 64-bit JVM with compressed pointers: node of the tree
   * 40, key 40, entry 48, headers of two arrays 32.
   */
  private static final long OVERHEAD_BYTES = 160;

  private final HeapKey key;
  private byte type;
  private long expiresAtMs = EntryView.NO_EXPIRY;
  private byte[] value = {};
  private @Nullable Blob blob;
  private long accessedAtSeconds;

  HeapEntry(HeapKey key) {
    this.key = key;
  }

  HeapKey key() {
    return key;
  }

  byte type() {
    return type;
  }

  void setType(byte type) {
    this.type = type;
  }

  long expiresAtMs() {
    return expiresAtMs;
  }

  void setExpiresAtMs(long ms) {
    expiresAtMs = ms;
  }

  boolean expires() {
    return expiresAtMs != EntryView.NO_EXPIRY;
  }

  long accessedAtSeconds() {
    return accessedAtSeconds;
  }

  void setAccessedAtSeconds(long seconds) {
    accessedAtSeconds = seconds;
  }

  @Nullable Blob blob() {
    return blob;
  }

  /** {@return the small value; empty if there is a blob} */
  byte[] value() {
    return value;
  }

  int length() {
    Blob large = blob;
    return large == null ? value.length : large.length();
  }

  /** Takes the bytes as the value, reusing the array if it fits; gives a blob back. */
  void setValue(Bytes bytes) {
    if (bytes.length() == value.length) {
      System.arraycopy(bytes.array(), bytes.offset(), value, 0, value.length);
    } else {
      value = bytes.toByteArray();
    }
    releaseBlob();
  }

  /** Takes a blob with its reference as the value; gives an earlier one back. */
  void setBlob(Blob newBlob) {
    releaseBlob();
    blob = newBlob;
    value = new byte[0];
  }

  /** Lengthens the small value with zeros. */
  void growValue(int length) {
    value = Arrays.copyOf(value, length);
  }

  void releaseBlob() {
    Blob old = blob;
    if (old != null) {
      blob = null;
      old.release();
    }
  }

  long footprintBytes() {
    Blob large = blob;
    long valueBytes = large == null ? align(value.length) : large.capacity();
    return OVERHEAD_BYTES + align(key.length()) + valueBytes;
  }

  private static long align(int bytes) {
    return bytes + 7L & ~7L;
  }
}
