package io.ember.cluster.metrics;

/** The answers that the port knows. */
enum HttpStatus {
  OK(200, "OK"),
  /** What was sent is no request, or one with a body, which nothing here wants. */
  BAD_REQUEST(400, "Bad Request"),
  NOT_FOUND(404, "Not Found"),
  METHOD_NOT_ALLOWED(405, "Method Not Allowed"),
  /** The request names a host that this node is not: see {@link HttpHost}. */
  MISDIRECTED(421, "Misdirected Request"),
  HEAD_TOO_LARGE(431, "Request Header Fields Too Large"),
  FAILED(500, "Internal Server Error"),
  VERSION_NOT_SUPPORTED(505, "HTTP Version Not Supported");

  private final int code;
  private final String reason;

  HttpStatus(int code, String reason) {
    this.code = code;
    this.reason = reason;
  }

  /** {@return {@code 404 Not Found}} */
  String line() {
    return code + " " + reason;
  }
}
