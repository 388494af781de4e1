package io.ember.engine.command;

import io.ember.engine.Reply;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Answers as one line of text, so that tests and transcripts can be read: {@code +OK}, {@code :1},
 * {@code "bulk"}, {@code nil}, {@code -ERR message}, {@code [a, b]}.
 */
final class ReplyText {
  private ReplyText() {}

  static String of(Reply reply) {
    if (reply instanceof Reply.Simple simple) {
      return "+" + simple.text();
    } else if (reply instanceof Reply.Failure failure) {
      return "-" + failure;
    } else if (reply instanceof Reply.Int integer) {
      return ":" + integer.value();
    } else if (reply instanceof Reply.Bulk bulk) {
      return quote(bulk.bytes());
    } else if (reply instanceof Reply.Nil) {
      return "nil";
    } else if (reply instanceof Reply.Array array) {
      return all(array.items());
    } else if (reply instanceof Reply.Members members) {
      return all(members.items());
    } else if (reply instanceof Reply.Pairs pairs) {
      return pairs.pairs().stream()
          .map(pair -> of(pair.getKey()) + ", " + of(pair.getValue()))
          .collect(Collectors.joining(", ", "[", "]"));
    } else if (reply instanceof Reply.Verbatim verbatim) {
      return quote(verbatim.text().getBytes(StandardCharsets.UTF_8));
    }
    return reply.toString();
  }

  private static String all(List<Reply> items) {
    return items.stream().map(ReplyText::of).collect(Collectors.joining(", ", "[", "]"));
  }

  /** {@return the bytes between quotes, those that are not printable ASCII as \xhh} */
  static String quote(byte[] bytes) {
    StringBuilder text = new StringBuilder("\"");
    for (byte b : bytes) {
      if (b == '"' || b == '\\') {
        text.append('\\').append((char) b);
      } else if (b >= ' ' && b < 127) {
        text.append((char) b);
      } else {
        text.append(String.format("\\x%02x", b & 0xFF));
      }
    }
    return text.append('"').toString();
  }
}
