package io.ember.cluster.session;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * A message that answers no call, such as one of a channel: encoded once for all its receivers.
 * Immutable; any thread.
 */
public final class PushMessage {
  /** Most bytes of one message: more would be too much for every subscriber that does not read. */
  public static final int MAX_PAYLOAD_BYTES = 16 * 1024 * 1024;

  private static final int HEADER_BYTES = 1 + 10 + 2; // a type, the digits of a number, a line end
  private static final byte[] CRLF = {'\r', '\n'};

  private final byte[] encoded;

  private PushMessage(byte[] encoded) {
    this.encoded = encoded;
  }

  /** {@return a message of these parts, each a bulk string} */
  public static PushMessage of(byte[]... parts) {
    int bytes = HEADER_BYTES;
    for (byte[] part : parts) {
      bytes = Math.addExact(bytes, HEADER_BYTES + part.length + CRLF.length);
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream(bytes);
    header(out, '>', parts.length);
    for (byte[] part : parts) {
      header(out, '$', part.length);
      out.writeBytes(part);
      out.writeBytes(CRLF);
    }
    return new PushMessage(out.toByteArray());
  }

  private static void header(ByteArrayOutputStream out, char type, int count) {
    out.write(type);
    out.writeBytes(Integer.toString(count).getBytes(StandardCharsets.US_ASCII));
    out.writeBytes(CRLF);
  }

  /** {@return how many bytes the message has on the wire, in either protocol} */
  public int length() {
    return encoded.length;
  }

  /** {@return the first byte on the wire: RESP3 marks a push, RESP2 knows only arrays} */
  public byte typeByte(int protocol) {
    return (byte) (protocol >= 3 ? '>' : '*');
  }

  /**
   * {@return the message on the wire; byte 0 is to be sent as {@link #typeByte} says} Not to be
   * changed.
   */
  public byte[] encoded() {
    return encoded;
  }
}
