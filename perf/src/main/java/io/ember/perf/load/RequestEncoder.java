package io.ember.perf.load;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;

/**
 * Encodes GET and SET over keys of 16 bytes as {@code redis-benchmark -r} names them, from
 * templates of which only the digits change. Allocates nothing. One thread.
 */
final class RequestEncoder {
  /** One more than the largest key: 12 digits. */
  static final long MAX_KEYS = 1_000_000_000_000L;

  private static final int DIGITS = 12;
  private static final byte[] KEY = ascii("key:" + "0".repeat(DIGITS));

  private final byte[] get;
  private final int getDigits;
  private final byte[] set;
  private final int setDigits;

  RequestEncoder(int valueBytes, long seed) {
    get = join(ascii("*2\r\n$3\r\nGET\r\n$16\r\n"), KEY, ascii("\r\n"));
    getDigits = get.length - 2 - DIGITS;
    byte[] value = new byte[valueBytes];
    SplittableRandom random = new SplittableRandom(seed);
    for (int i = 0; i < valueBytes; i++) {
      value[i] = (byte) ('a' + random.nextInt(26));
    }
    byte[] head = join(ascii("*3\r\n$3\r\nSET\r\n$16\r\n"), KEY);
    set = join(head, ascii("\r\n$" + valueBytes + "\r\n"), value, ascii("\r\n"));
    setDigits = head.length - DIGITS;
  }

  /** {@return the most bytes that a request takes} */
  int maxRequestBytes() {
    return set.length;
  }

  /** Appends a request to the buffer, which has room for it. */
  void encode(ByteBuffer target, boolean isSet, long key) {
    byte[] template = isSet ? set : get;
    int at = (isSet ? setDigits : getDigits) + DIGITS;
    long rest = key;
    for (int i = 1; i <= DIGITS; i++) {
      template[at - i] = (byte) ('0' + rest % 10);
      rest /= 10;
    }
    target.put(template);
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private static byte[] join(byte[]... parts) {
    int length = 0;
    for (byte[] part : parts) {
      length += part.length;
    }
    ByteBuffer joined = ByteBuffer.allocate(length);
    for (byte[] part : parts) {
      joined.put(part);
    }
    return joined.array();
  }
}
