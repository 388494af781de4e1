package io.ember.cluster.metrics;

import java.util.Arrays;

/**
 * Writes one JSON value, in the order in which its parts are named. One thread.
 *
 * <p>There is no JSON library here: this is all that is needed of one.
 */
final class JsonText {
  private static final int MAX_DEPTH = 16;

  private final StringBuilder text = new StringBuilder(16 * 1024);
  private final boolean[] hasParts = new boolean[MAX_DEPTH];
  private int depth;

  JsonText beginObject() {
    return begin('{');
  }

  JsonText endObject() {
    return end('}');
  }

  JsonText beginArray() {
    return begin('[');
  }

  JsonText endArray() {
    return end(']');
  }

  private JsonText begin(char bracket) {
    part();
    text.append(bracket);
    hasParts[++depth] = false;
    return this;
  }

  private JsonText end(char bracket) {
    depth--;
    text.append(bracket);
    return this;
  }

  /** A comma belongs in front of every part but the first, and none behind a name. */
  private void part() {
    if (hasParts[depth]) {
      text.append(',');
    }
    hasParts[depth] = true;
  }

  /** Names the part that follows. */
  JsonText name(String name) {
    part();
    string(name);
    text.append(':');
    hasParts[depth] = false;
    return this;
  }

  JsonText value(long number) {
    part();
    text.append(number);
    return this;
  }

  JsonText value(boolean flag) {
    part();
    text.append(flag);
    return this;
  }

  JsonText value(String string) {
    part();
    string(string);
    return this;
  }

  JsonText nothing() {
    part();
    text.append("null");
    return this;
  }

  JsonText field(String name, long number) {
    return name(name).value(number);
  }

  JsonText field(String name, boolean flag) {
    return name(name).value(flag);
  }

  JsonText field(String name, String string) {
    return name(name).value(string);
  }

  private void string(String string) {
    text.append('"');
    for (int i = 0; i < string.length(); i++) {
      char c = string.charAt(i);
      if (c == '"' || c == '\\') {
        text.append('\\').append(c);
      } else if (c < ' ' || Character.isSurrogate(c)) {
        text.append(String.format("\\u%04x", (int) c));
      } else {
        text.append(c);
      }
    }
    text.append('"');
  }

  @Override
  public String toString() {
    if (depth != 0) {
      throw new IllegalStateException("not ended: " + Arrays.toString(hasParts) + ", " + depth);
    }
    return text.toString();
  }
}
