package io.ember.engine;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An answer as a value, for embedded callers and tests. Immutable by convention: arrays are not
 * copied.
 */
public sealed interface Reply {
  /** No value. */
  Nil NIL = new Nil();

  /** A status such as OK. */
  record Simple(String text) implements Reply {}

  /** An error; {@code code} is its first word. */
  record Failure(ErrorCode code, String message) implements Reply {
    @Override
    public String toString() {
      return code + " " + message;
    }
  }

  record Int(long value) implements Reply {}

  /** A byte string. */
  @SuppressWarnings("ArrayRecordComponent") // equals and hashCode below look into the array
  record Bulk(byte[] bytes) implements Reply {
    public String text() {
      return new String(bytes, StandardCharsets.UTF_8);
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Bulk that && java.util.Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
      return java.util.Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
      return "Bulk[" + bytes.length + "]";
    }
  }

  record Nil() implements Reply {}

  record Array(List<Reply> items) implements Reply {}

  /** In the order in which the pairs were written. */
  record Pairs(List<Map.Entry<Reply, Reply>> pairs) implements Reply {}

  record Members(List<Reply> items) implements Reply {}

  record Push(List<Reply> items) implements Reply {}

  record Num(double value) implements Reply {}

  record Bool(boolean value) implements Reply {}

  record Verbatim(String format, String text) implements Reply {}
}
