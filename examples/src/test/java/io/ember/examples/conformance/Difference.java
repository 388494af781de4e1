package io.ember.examples.conformance;

import io.ember.examples.support.RespValue;
import java.util.List;
import java.util.Locale;

/**
 * A reply that was not the reference's.
 *
 * @param command the words of the command
 * @param protocol what the connection spoke when the command was sent, 2 or 3
 */
record Difference(List<byte[]> command, int protocol, RespValue expected, RespValue actual) {

  /** {@return the command's name and the kinds of the two replies: what makes two of a kind} */
  String signature() {
    String name = Dice.text(command.isEmpty() ? new byte[0] : command.get(0));
    return name.toUpperCase(Locale.ROOT) + " " + kind(expected) + " " + kind(actual);
  }

  private static String kind(RespValue value) {
    String text = value.text();
    return value.isError()
        ? text.substring(0, Math.min(30, text.length()))
        : value.isNull() ? value.type() + "null" : String.valueOf(value.type());
  }

  @Override
  public String toString() {
    return Line.text(command)
        + "\n    RESP"
        + protocol
        + "\n    expected "
        + expected
        + "\n    actual   "
        + actual;
  }
}
