package io.ember.cluster.metrics;

import java.util.Locale;

/**
 * What one request asks for. Immutable.
 *
 * @param path begins with a slash and is taken literally: nothing in it is decoded, so it equals
 *     the name of a page or names nothing
 * @param host the host that the client believes to talk to, without a port; empty for none
 * @param isHead whether only the head of the answer is wanted
 * @param keepsAlive whether the client may send another request
 */
record HttpRequest(String path, String host, boolean isHead, boolean keepsAlive) {
  /** What a head turned out to be: a request, or one of the reasons to refuse it. */
  sealed interface Parsed {
    record Accepted(HttpRequest request) implements Parsed {}

    record Refused(HttpStatus status) implements Parsed {}
  }

  private static final String LINE_END = "\r\n";

  /**
   * {@return what the head says}
   *
   * @param head without the empty line at its end
   */
  static Parsed parse(String head) {
    String[] lines = head.split(LINE_END, -1);
    String[] words = lines[0].split(" ", -1);
    if (words.length != 3 || !isPlain(lines[0])) {
      return new Parsed.Refused(HttpStatus.BAD_REQUEST);
    }
    if (!words[2].equals("HTTP/1.1") && !words[2].equals("HTTP/1.0")) {
      boolean isHttp = words[2].startsWith("HTTP/");
      return new Parsed.Refused(isHttp ? HttpStatus.VERSION_NOT_SUPPORTED : HttpStatus.BAD_REQUEST);
    }
    boolean isHead = words[0].equals("HEAD");
    if (!isHead && !words[0].equals("GET")) {
      return new Parsed.Refused(HttpStatus.METHOD_NOT_ALLOWED);
    }
    if (!words[1].startsWith("/")) {
      return new Parsed.Refused(HttpStatus.BAD_REQUEST);
    }
    Fields fields = new Fields(words[2].equals("HTTP/1.1"));
    for (int i = 1; i < lines.length; i++) {
      if (!fields.take(lines[i])) {
        return new Parsed.Refused(HttpStatus.BAD_REQUEST);
      }
    }
    if (fields.isModern && !fields.hasHost) {
      return new Parsed.Refused(HttpStatus.BAD_REQUEST);
    }
    int query = words[1].indexOf('?');
    String path = query < 0 ? words[1] : words[1].substring(0, query);
    return new Parsed.Accepted(new HttpRequest(path, fields.host, isHead, fields.keepsAlive));
  }

  private static boolean isPlain(String text) {
    return text.chars().allMatch(c -> c >= ' ' && c < 0x7f);
  }

  /** The header fields that matter. */
  private static final class Fields {
    final boolean isModern;
    boolean keepsAlive;
    boolean hasHost;
    String host = "";

    Fields(boolean isModern) {
      this.isModern = isModern;
      keepsAlive = isModern;
    }

    /** {@return false for what is no field, or speaks of a body} */
    boolean take(String line) {
      int colon = line.indexOf(':');
      if (colon < 1 || !isName(line.substring(0, colon))) {
        return false;
      }
      String value = line.substring(colon + 1).strip();
      switch (line.substring(0, colon).toLowerCase(Locale.ROOT)) {
        case "host" -> {
          if (hasHost) {
            return false;
          }
          hasHost = true;
          host = withoutPort(value);
        }
        case "connection" -> keepsAlive &= !value.toLowerCase(Locale.ROOT).contains("close");
        case "content-length" -> {
          return value.equals("0");
        }
        case "transfer-encoding" -> {
          return false;
        }
        default -> {} // what a browser tells besides
      }
      return true;
    }

    private static boolean isName(String text) {
      return text.chars()
          .allMatch(c -> Character.isLetterOrDigit(c) || "-_.!#$%&'*+^`|~".indexOf(c) >= 0);
    }

    private static String withoutPort(String value) {
      int end = value.startsWith("[") ? value.indexOf(']') + 1 : value.indexOf(':');
      String name = end > 0 ? value.substring(0, end) : value;
      return name.startsWith("[") && name.endsWith("]")
          ? name.substring(1, name.length() - 1)
          : name;
    }
  }
}
