package io.ember.cluster.admin;

import io.ember.cluster.model.NodeId;
import io.ember.engine.EngineCall;
import io.ember.engine.command.CommandErrors;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Reads arguments of cold commands as Redis reads them. Stateless. */
final class Arguments {
  private Arguments() {}

  /** {@return the integer of an argument in its only form; empty if it is none} */
  static OptionalLong integer(EngineCall call, int index) {
    String text = call.argumentLength(index) > 20 ? "" : call.argumentText(index);
    if (!text.matches("0|-?[1-9][0-9]*")) {
      return OptionalLong.empty();
    }
    try {
      return OptionalLong.of(Long.parseLong(text));
    } catch (NumberFormatException e) {
      return OptionalLong.empty(); // more than 64 bits
    }
  }

  /** {@return the integer of an argument; empty after an error was answered} */
  static OptionalLong integerOrError(EngineCall call, int index) {
    OptionalLong value = integer(call, index);
    if (value.isEmpty()) {
      call.reply().error(CommandErrors.NOT_AN_INTEGER);
    }
    return value;
  }

  /** {@return whether a name of a client or of its library has only printable characters} */
  static boolean isPrintableWord(byte[] name) {
    for (byte b : name) {
      if (b < '!' || b > '~') {
        return false;
      }
    }
    return true;
  }

  /** Answers with an argument. */
  static void echo(EngineCall call, int index) {
    var blob = call.argumentBlob(index);
    if (blob != null) {
      call.reply().bulk(blob);
    } else {
      call.reply().bulk(call.array(), call.argumentOffset(index), call.argumentLength(index));
    }
  }

  /** {@return the node that an argument names, null if it is no id} */
  static @Nullable NodeId nodeId(EngineCall call, int index) {
    try {
      return NodeId.parse(call.argumentText(index));
    } catch (IllegalArgumentException e) {
      return null; // no id at all names no node
    }
  }
}
