package io.ember.examples.support;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One reply as it came over the wire. Two are equal if their bytes would be.
 *
 * @param type the first byte of the reply, such as {@code $}
 * @param bytes what a scalar says; null for an aggregate and for the nulls of RESP2
 * @param items what an aggregate holds, a map's keys and values in turn; null for a scalar and for
 *     the nulls of RESP2
 */
@SuppressWarnings("ArrayRecordComponent") // equals and hashCode below look into the array
public record RespValue(char type, byte @Nullable [] bytes, @Nullable List<RespValue> items) {
  private static final int SHOWN_BYTES = 60;
  private static final int SHOWN_ITEMS = 40;

  static RespValue scalar(char type, byte @Nullable [] bytes) {
    return new RespValue(type, bytes, null);
  }

  static RespValue aggregate(char type, @Nullable List<RespValue> items) {
    return new RespValue(type, null, items);
  }

  public boolean isError() {
    return type == '-' || type == '!';
  }

  /** {@return whether this is one of the three ways to say nothing} */
  public boolean isNull() {
    return type == '_' || (bytes == null && items == null);
  }

  /** {@return what a scalar says, as text with a char for each byte; empty for everything else} */
  public String text() {
    return bytes == null ? "" : new String(bytes, StandardCharsets.ISO_8859_1);
  }

  /** {@return what an integer says} */
  public long number() {
    if (type != ':') {
      throw new IllegalStateException("not an integer: " + this);
    }
    return Long.parseLong(text());
  }

  /** {@return what an aggregate holds; empty for everything else} */
  public List<RespValue> children() {
    return items == null ? List.of() : items;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof RespValue that
        && type == that.type
        && Arrays.equals(bytes, that.bytes)
        && java.util.Objects.equals(items, that.items);
  }

  @Override
  public int hashCode() {
    return type + 31 * Arrays.hashCode(bytes) + 31 * 31 * java.util.Objects.hashCode(items);
  }

  @Override
  public String toString() {
    if (items != null) {
      return type
          + items.stream()
              .limit(SHOWN_ITEMS)
              .map(RespValue::toString)
              .collect(
                  Collectors.joining(
                      " ", "[", items.size() > SHOWN_ITEMS ? " ... " + items.size() + "]" : "]"));
    }
    return type + (bytes == null ? "null" : escape(bytes));
  }

  /** {@return the bytes as text that can be read and told apart} */
  public static String escape(byte[] bytes) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < Math.min(bytes.length, SHOWN_BYTES); i++) {
      char c = (char) (bytes[i] & 0xFF);
      if (c == '\r') {
        text.append("\\r");
      } else if (c == '\n') {
        text.append("\\n");
      } else if (c < ' ' || c > '~' || c == '\\') {
        text.append(String.format("\\x%02x", (int) c));
      } else {
        text.append(c);
      }
    }
    return bytes.length > SHOWN_BYTES ? text + "...(" + bytes.length + ")" : text.toString();
  }
}
