package io.ember.engine;

/**
 * Where the answer of a call is written, as meaning and not as bytes: the RESP encoders and the
 * collector of embedded calls implement it. Exactly one reply per call; an aggregate is announced
 * with its count and followed by that many replies (a map by twice as many).
 *
 * <p>Owner thread: the one that executes the call.
 */
public interface ReplySink {
  /** {@return the RESP version that the receiver speaks, 2 or 3; most handlers need not ask} */
  int protocol();

  /**
   * Says that the receiver speaks another version of RESP from this reply on, of which nothing has
   * been written yet: HELLO does. Sinks that do not encode have nothing to change.
   */
  default void changeProtocol(int version) {}

  /** {@code +OK}. */
  void ok();

  /** A short status; no line breaks. */
  void simple(String text);

  /**
   * An error: the code is the first word, the message the rest, a char for each byte; line breaks
   * become spaces. So an argument that is no text is repeated byte for byte ({@link
   * EngineCall#argumentQuoted}).
   */
  void error(ErrorCode code, String message);

  void integer(long value);

  void bulk(byte[] array, int offset, int length);

  /** The value of an entry; a large one is held by reference until it is sent. */
  void bulk(EntryView value);

  /** A range of the value of an entry: {@code length} bytes from {@code from}. */
  void bulk(EntryView value, int from, int length);

  /** A large value; the sink takes its own reference. */
  void bulk(Blob value);

  /**
   * A large value between bytes that are copied, all as one string; the sink takes its own
   * reference.
   */
  void bulk(Bytes before, Blob value, Bytes after);

  /** No value: {@code $-1} in RESP2, {@code _} in RESP3. */
  void nil();

  /** No aggregate: {@code *-1} in RESP2, {@code _} in RESP3. */
  void nilArray();

  void array(int count);

  /** Pairs follow; a flat array in RESP2. */
  void map(int pairs);

  /** An array in RESP2. */
  void set(int count);

  /** An out-of-band message in RESP3, an array in RESP2. */
  void push(int count);

  /** A double; a bulk string in RESP2. */
  void number(double value);

  /** A truth value; 1 or 0 in RESP2. */
  void bool(boolean value);

  /** Text with a three-letter format ("txt", "mkd"); a bulk string in RESP2. */
  void verbatim(String format, String text);

  /** A bulk string of the UTF-8 form of the text. */
  default void bulk(String text) {
    byte[] bytes = text.getBytes(java.nio.charset.StandardCharsets.UTF_8);
    bulk(bytes, 0, bytes.length);
  }

  default void bulk(byte[] array) {
    bulk(array, 0, array.length);
  }

  default void bulk(Bytes bytes) {
    bulk(bytes.array(), bytes.offset(), bytes.length());
  }

  /** An error with the code ERR. */
  default void error(String message) {
    error(ErrorCode.ERR, message);
  }
}
