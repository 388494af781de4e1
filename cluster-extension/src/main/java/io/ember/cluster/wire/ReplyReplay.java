package io.ember.cluster.wire;

import io.ember.engine.ErrorCode;
import io.ember.engine.ProtocolException;
import io.ember.engine.ReplySink;
import java.nio.charset.StandardCharsets;

/**
 * Reads a reply that another node has encoded as RESP2 or RESP3 and repeats it to a sink. If the
 * sink speaks the same version, it ends with the same bytes. One thread.
 */
public final class ReplyReplay {
  private final byte[] bytes;
  private int at;

  private ReplyReplay(byte[] bytes) {
    this.bytes = bytes;
  }

  /**
   * Repeats exactly one reply.
   *
   * @throws ProtocolException if the bytes are anything else; the sink may have a part of it then
   */
  public static void into(byte[] encoded, ReplySink sink) {
    ReplyReplay replay = new ReplyReplay(encoded);
    long open = 1;
    while (open > 0) {
      open += replay.one(sink) - 1;
    }
    if (replay.at != encoded.length) {
      throw new ProtocolException(
          "a reply of " + replay.at + " bytes in a message of " + encoded.length);
    }
  }

  /** Repeats one element. {@return how many elements are announced by it} */
  private long one(ReplySink sink) {
    int type = next();
    switch (type) {
      case '+' -> simple(sink, line());
      case '-' -> error(sink, line());
      case ':' -> sink.integer(number());
      case '$' -> bulk(sink);
      case '*' -> {
        int count = count();
        if (count < 0) {
          sink.nilArray();
          return 0;
        }
        sink.array(count);
        return count;
      }
      case '%' -> {
        int pairs = count();
        sink.map(pairs);
        return 2L * pairs;
      }
      case '~' -> {
        int count = count();
        sink.set(count);
        return count;
      }
      case '>' -> {
        int count = count();
        sink.push(count);
        return count;
      }
      case '_' -> {
        line();
        sink.nil();
      }
      case '#' -> sink.bool("t".equals(line()));
      case ',' -> sink.number(decimal(line()));
      case '=' -> verbatim(sink);
      default -> throw new ProtocolException("no reply begins with byte " + type);
    }
    return 0;
  }

  private static void simple(ReplySink sink, String text) {
    if (text.equals("OK")) {
      sink.ok();
    } else {
      sink.simple(text);
    }
  }

  private static void error(ReplySink sink, String text) {
    int space = text.indexOf(' ');
    String word = space < 0 ? text : text.substring(0, space);
    for (ErrorCode code : ErrorCode.values()) {
      if (code.name().equals(word)) {
        sink.error(code, space < 0 ? "" : text.substring(space + 1));
        return;
      }
    }
    sink.error(ErrorCode.ERR, text);
  }

  private void bulk(ReplySink sink) {
    int length = count();
    if (length < 0) {
      sink.nil();
      return;
    }
    int from = skip(length);
    sink.bulk(bytes, from, length);
  }

  private void verbatim(ReplySink sink) {
    int length = count();
    int from = skip(length);
    if (length < 4) {
      throw new ProtocolException("a verbatim text of " + length + " bytes has no format");
    }
    String text = new String(bytes, from, length, StandardCharsets.UTF_8);
    sink.verbatim(text.substring(0, 3), text.substring(4));
  }

  private static double decimal(String text) {
    return switch (text) {
      case "inf" -> Double.POSITIVE_INFINITY;
      case "-inf" -> Double.NEGATIVE_INFINITY;
      case "nan" -> Double.NaN;
      default -> {
        try {
          yield Double.parseDouble(text);
        } catch (NumberFormatException e) {
          throw new ProtocolException("not a double: " + text, e);
        }
      }
    };
  }

  /** {@return where the payload begins; its end is passed} */
  private int skip(int length) {
    int from = at;
    if (length < 0 || length > bytes.length - 2 - from) {
      throw new ProtocolException(
          "a part of " + length + " bytes in a message with " + (bytes.length - from) + " left");
    }
    at = from + length;
    if (next() != '\r' || next() != '\n') {
      throw new ProtocolException("a part of " + length + " bytes does not end there");
    }
    return from;
  }

  private int count() {
    long number = number();
    if (number < -1 || number > bytes.length) {
      throw new ProtocolException(number + " parts in a message of " + bytes.length + " bytes");
    }
    return (int) number;
  }

  private long number() {
    String text = line();
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException e) {
      throw new ProtocolException("not a number: " + text, e);
    }
  }

  private String line() {
    int from = at;
    while (next() != '\r') {
      // goes on to the end of the line
    }
    int to = at - 1;
    if (next() != '\n') {
      throw new ProtocolException("a line that ends with a carriage return alone");
    }
    return new String(bytes, from, to - from, StandardCharsets.ISO_8859_1);
  }

  private int next() {
    if (at == bytes.length) {
      throw new ProtocolException("a reply that ends after " + at + " bytes");
    }
    return bytes[at++];
  }
}
