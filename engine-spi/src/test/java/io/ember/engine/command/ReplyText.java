package io.ember.engine.command;

import io.ember.engine.Reply;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
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

  /**
   * {@return the answer; if it is unordered the keys of KEYS, and those in the second part of SCAN,
   * are sorted}
   */
  static String of(Reply reply, boolean unordered) {
    return of(unordered ? sorted(reply) : reply);
  }

  private static Reply sorted(Reply reply) {
    if (!(reply instanceof Reply.Array array)) {
      return reply;
    }
    boolean isScan = array.items().stream().anyMatch(Reply.Array.class::isInstance);
    List<Reply> items = new ArrayList<>(array.items());
    if (isScan) {
      items.replaceAll(ReplyText::sorted);
    } else {
      items.sort(Comparator.comparing(ReplyText::of));
    }
    return new Reply.Array(items);
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
