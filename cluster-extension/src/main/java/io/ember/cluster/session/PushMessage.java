package io.ember.cluster.session;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * A message that answers no call, such as one of a channel: encoded once for all its receivers.
 * Immutable; any thread.
 */
public final class PushMessage {
  private static final byte[] CRLF = {'\r', '\n'};

  private final byte[] encoded;

  private PushMessage(byte[] encoded) {
    this.encoded = encoded;
  }

  /** {@return a message of these parts, each a bulk string} */
  public static PushMessage of(byte[]... parts) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(16 * (parts.length + 1));
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
