package io.ember.cluster.metrics;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * An answer.
 *
 * @param contentType of the body
 * @param policy what a browser may let the page do
 * @param body must not be changed any more
 */
record HttpResponse(HttpStatus status, String contentType, String policy, byte[] body) {
  /** Lets a page do nothing at all. */
  static final String NOTHING = "default-src 'none'; frame-ancestors 'none'";

  private static final String TEXT = "text/plain; charset=utf-8";

  /** {@return one that only says what was wrong} */
  static HttpResponse refusal(HttpStatus status) {
    return new HttpResponse(
        status, TEXT, NOTHING, (status.line() + "\n").getBytes(StandardCharsets.US_ASCII));
  }

  /**
   * {@return the bytes to send}
   *
   * @param withBody whether the body is wanted; its length is told in any case
   * @param keepsAlive whether another request may follow
   */
  ByteBuffer encode(boolean withBody, boolean keepsAlive) {
    StringBuilder head = new StringBuilder(400);
    head.append("HTTP/1.1 ").append(status.line());
    field(head, "Content-Type", contentType);
    field(head, "Content-Length", Integer.toString(body.length));
    field(head, "Connection", keepsAlive ? "keep-alive" : "close");
    field(head, "Cache-Control", "no-store");
    field(head, "Content-Security-Policy", policy);
    field(head, "X-Content-Type-Options", "nosniff");
    field(head, "Referrer-Policy", "no-referrer");
    if (status == HttpStatus.METHOD_NOT_ALLOWED) {
      field(head, "Allow", "GET, HEAD");
    }
    byte[] encoded = head.append("\r\n\r\n").toString().getBytes(StandardCharsets.US_ASCII);
    ByteBuffer out = ByteBuffer.allocate(encoded.length + (withBody ? body.length : 0));
    out.put(encoded);
    if (withBody) {
      out.put(body);
    }
    return out.flip();
  }

  private static void field(StringBuilder head, String name, String value) {
    head.append("\r\n").append(name).append(": ").append(value);
  }
}
