package io.ember.cluster.wire;

import io.ember.engine.EngineCall;

/**
 * The arguments of an inline command: words between white space, with the quoting rules of Redis.
 * In double quotes {@code \n \r \t \b \a \xHH} and an escaped character are understood, in single
 * quotes only an escaped single quote; a closing quote must be followed by white space or the end.
 *
 * <p>Escapes are resolved in place, which works because the result is never longer. Stateless.
 */
final class InlineArguments {
  private InlineArguments() {}

  /**
   * Adds the words in {@code [from, to)} to the call. {@return false if a quote is not closed or is
   * followed by something}
   */
  static boolean split(EngineCall call, byte[] array, int from, int to) {
    int end = from;
    while (end < to && array[end] != 0) {
      end++; // a zero ends the line, as it ends a C string
    }
    int i = from;
    while (true) {
      while (i < end && isSpace(array[i])) {
        i++;
      }
      if (i == end) {
        return true;
      }
      int begin = i;
      int write = i;
      int quote = 0;
      while (i < end && (quote != 0 || !endsWord(array[i]))) {
        int b = array[i];
        if (quote == 0) {
          i++;
          if (b == '"' || b == '\'') {
            quote = b;
          } else {
            array[write++] = (byte) b;
          }
        } else if (b == quote) {
          i++;
          if (i < end && !isSpace(array[i])) {
            return false;
          }
          quote = 0;
          break;
        } else {
          int length = escapeLength(array, i, end, quote);
          array[write++] = length == 1 ? (byte) b : unescape(array, i, length, quote);
          i += length;
        }
      }
      if (quote != 0) {
        return false;
      }
      call.addArgument(begin, write - begin);
    }
  }

  /** {@return how many bytes at {@code i} stand for one byte inside quotes} */
  private static int escapeLength(byte[] array, int i, int end, int quote) {
    if (array[i] != '\\' || i + 1 >= end) {
      return 1;
    }
    if (quote == '\'') {
      return array[i + 1] == '\'' ? 2 : 1;
    }
    boolean hex =
        array[i + 1] == 'x'
            && i + 3 < end
            && hexDigit(array[i + 2]) >= 0
            && hexDigit(array[i + 3]) >= 0;
    return hex ? 4 : 2;
  }

  private static byte unescape(byte[] array, int i, int length, int quote) {
    if (length == 4) {
      return (byte) ((hexDigit(array[i + 2]) << 4) | hexDigit(array[i + 3]));
    }
    byte escaped = array[i + 1];
    if (quote == '\'') {
      return escaped;
    }
    return switch (escaped) {
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      case 'b' -> '\b';
      case 'a' -> 7;
      default -> escaped;
    };
  }

  private static int hexDigit(byte b) {
    return Character.digit(b, 16);
  }

  /** Narrower than {@link #isSpace}, as it is in Redis. */
  private static boolean endsWord(byte b) {
    return b == ' ' || b == '\t' || b == '\n' || b == '\r';
  }

  private static boolean isSpace(byte b) {
    return b == ' ' || (b >= '\t' && b <= '\r');
  }
}
