package io.ember.cluster.bus;

/**
 * One frame, without what protects it.
 *
 * @param type which part of the node understands it; 0 where the kind says all
 * @param correlation which request it is or answers; 0 if neither
 * @param payload begins with what it carries
 * @param length of what it carries, bytes
 */
record Frame(Kind kind, int type, long correlation, byte[] payload, int length) {
  /** One whose payload is all of the array. */
  Frame(Kind kind, int type, long correlation, byte[] payload) {
    this(kind, type, correlation, payload, payload.length);
  }

  /** {@return whether frames of that kind and type are {@link Bulk}} */
  static boolean isBulk(Kind kind, int type) {
    return kind == Kind.ONE_WAY && FrameTypes.isBulk(type);
  }

  private static final byte[] NOTHING = new byte[0];

  /** What a frame is for. The code is part of the protocol. */
  enum Kind {
    /** Wants no answer. */
    ONE_WAY(4, true),
    /** Wants an answer. */
    REQUEST(5, true),
    /** Answers. */
    RESPONSE(6, false),
    /** Says why there is no answer: a reason's code and a text. */
    FAILURE(7, false),
    /** Are you there? */
    PING(8, true),
    /** I am. */
    PONG(9, false),
    /** I close this connection since nothing happens on it. */
    BYE(10, true);

    private static final Kind[] BY_CODE = new Kind[11];

    static {
      for (Kind kind : values()) {
        BY_CODE[kind.code] = kind;
      }
    }

    private final byte code;
    private final boolean ofInitiator;

    Kind(int code, boolean ofInitiator) {
      this.code = (byte) code;
      this.ofInitiator = ofInitiator;
    }

    byte code() {
      return code;
    }

    /** {@return whether the side that opened the connection sends it, else the other side} */
    boolean isOfInitiator() {
      return ofInitiator;
    }

    /** {@return whether it may have a payload} */
    boolean hasPayload() {
      return this != PING && this != PONG && this != BYE;
    }

    /** {@return the kind with a code} */
    static Kind of(byte code) {
      if (code < 0 || code >= BY_CODE.length || BY_CODE[code] == null) {
        throw new RefusedException(Refusal.MALFORMED, "no kind of frame has number " + code);
      }
      return BY_CODE[code];
    }
  }

  /** {@return a frame that is nothing but its kind} */
  static Frame bare(Kind kind) {
    return new Frame(kind, 0, 0, NOTHING);
  }
}
