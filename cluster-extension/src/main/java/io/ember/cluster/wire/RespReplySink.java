package io.ember.cluster.wire;

import io.ember.engine.Blob;
import io.ember.engine.BlobAllocator;
import io.ember.engine.Bytes;
import io.ember.engine.EntryView;
import io.ember.engine.ErrorCode;
import io.ember.engine.ReplySink;
import java.nio.charset.StandardCharsets;

/**
 * Encodes replies as RESP2 or RESP3 into a {@link ReplyBuffer}, as Redis 7.2 does. What RESP2 does
 * not know becomes what Redis makes of it there: maps and sets flat arrays, doubles and verbatim
 * texts bulk strings, truth values 1 and 0.
 *
 * <p>Reused for one reply after the other ({@link #begin}); allocates only when the buffer grows
 * and for what is text. Owner thread: that of the buffer.
 */
public final class RespReplySink implements ReplySink {
  private static final byte[] OK = ascii("+OK\r\n");
  private static final byte[] NIL_2 = ascii("$-1\r\n");
  private static final byte[] NIL_ARRAY_2 = ascii("*-1\r\n");
  private static final byte[] NIL_3 = ascii("_\r\n");
  private static final byte[] TRUE_3 = ascii("#t\r\n");
  private static final byte[] FALSE_3 = ascii("#f\r\n");
  private static final int HEADER_BYTES = 1 + Digits.MAX_LONG_DIGITS + 2;

  private ReplyBuffer out;
  private int protocol = 2;
  private int start;
  private int startMark;

  /** Writes to the end of the buffer, in RESP2. */
  public RespReplySink(ReplyBuffer out) {
    this.out = out;
    begin(out, 2);
  }

  /** Begins a reply at the end of a buffer, in that version of RESP. */
  public void begin(ReplyBuffer buffer, int version) {
    out = buffer;
    protocol = version;
    start = buffer.end();
    startMark = buffer.markCount();
  }

  /** {@return where the replies are written} */
  public ReplyBuffer buffer() {
    return out;
  }

  /** {@return where in the buffer the reply begins} */
  public int start() {
    return start;
  }

  /** {@return the first mark of the reply} */
  public int startMark() {
    return startMark;
  }

  /** Throws away what was written of the reply. */
  public void rewind() {
    out.truncate(start, startMark);
  }

  @Override
  public int protocol() {
    return protocol;
  }

  @Override
  public void changeProtocol(int version) {
    protocol = version;
  }

  @Override
  public void ok() {
    out.append(OK, 0, OK.length);
  }

  @Override
  public void simple(String text) {
    line((byte) '+', "", text);
  }

  @Override
  public void error(ErrorCode code, String message) {
    line((byte) '-', code.name(), message);
  }

  @Override
  public void integer(long value) {
    header((byte) ':', value);
  }

  @Override
  public void bulk(byte[] bytes, int offset, int length) {
    byte[] array = bulkHeader(length);
    System.arraycopy(bytes, offset, array, out.end(), length);
    endBulk(array, length);
  }

  @Override
  public void bulk(EntryView value) {
    bulk(value, 0, value.length());
  }

  @Override
  public void bulk(EntryView value, int from, int length) {
    if (length >= BlobAllocator.BLOB_BYTES) {
      Blob blob = value.blob();
      if (blob != null) {
        bulk(blob, from, length);
        return;
      }
    }
    byte[] array = bulkHeader(length);
    value.copyTo(from, array, out.end(), length);
    endBulk(array, length);
  }

  @Override
  public void bulk(Blob value) {
    bulk(value, 0, value.length());
  }

  @Override
  public void bulk(Bytes before, Blob value, Bytes after) {
    header((byte) '$', (long) before.length() + value.length() + after.length());
    out.append(before.array(), before.offset(), before.length());
    out.mark(value, 0, value.length());
    out.append(after.array(), after.offset(), after.length());
    crlf();
  }

  private void bulk(Blob value, int from, int length) {
    header((byte) '$', length);
    out.mark(value, from, length);
    crlf();
  }

  @Override
  public void nil() {
    constant(protocol >= 3 ? NIL_3 : NIL_2);
  }

  @Override
  public void nilArray() {
    constant(protocol >= 3 ? NIL_3 : NIL_ARRAY_2);
  }

  @Override
  public void array(int count) {
    header((byte) '*', count);
  }

  @Override
  public void map(int pairs) {
    if (protocol >= 3) {
      header((byte) '%', pairs);
    } else {
      header((byte) '*', 2L * pairs);
    }
  }

  @Override
  public void set(int count) {
    header((byte) (protocol >= 3 ? '~' : '*'), count);
  }

  @Override
  public void push(int count) {
    header((byte) (protocol >= 3 ? '>' : '*'), count);
  }

  @Override
  public void number(double value) {
    String text = Digits.ofDouble(value);
    if (protocol >= 3) {
      line((byte) ',', "", text);
    } else {
      bulk(text);
    }
  }

  @Override
  public void bool(boolean value) {
    if (protocol >= 3) {
      constant(value ? TRUE_3 : FALSE_3);
    } else {
      integer(value ? 1 : 0);
    }
  }

  @Override
  public void verbatim(String format, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    if (protocol < 3) {
      bulk(bytes, 0, bytes.length);
      return;
    }
    if (format.length() != 3) {
      throw new IllegalArgumentException("a format has three letters: " + format);
    }
    header((byte) '=', 4L + bytes.length);
    constant(ascii(format + ":"));
    constant(bytes);
    crlf();
  }

  // ---- bytes

  private void constant(byte[] bytes) {
    out.append(bytes, 0, bytes.length);
  }

  private void crlf() {
    byte[] array = out.reserve(2);
    int at = out.end();
    array[at] = '\r';
    array[at + 1] = '\n';
    out.setEnd(at + 2);
  }

  private void header(byte type, long number) {
    byte[] array = out.reserve(HEADER_BYTES);
    int at = out.end();
    array[at] = type;
    at = Digits.write(array, at + 1, number);
    array[at] = '\r';
    array[at + 1] = '\n';
    out.setEnd(at + 2);
  }

  /** Writes the header and makes room for the rest. {@return the array} */
  private byte[] bulkHeader(int length) {
    out.reserve(Math.addExact(length, HEADER_BYTES + 2));
    header((byte) '$', length);
    return out.array();
  }

  private void endBulk(byte[] array, int length) {
    int at = out.end() + length;
    array[at] = '\r';
    array[at + 1] = '\n';
    out.setEnd(at + 2);
  }

  /** One line of text; what would end it too early becomes a space. */
  private void line(byte type, String code, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
    byte[] array = out.reserve(code.length() + bytes.length + 4);
    int at = out.end();
    array[at++] = type;
    for (int i = 0; i < code.length(); i++) {
      array[at++] = (byte) code.charAt(i);
    }
    if (!code.isEmpty()) {
      array[at++] = ' ';
    }
    for (byte b : bytes) {
      array[at++] = b == '\r' || b == '\n' ? (byte) ' ' : b;
    }
    out.setEnd(at);
    crlf();
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
