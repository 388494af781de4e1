package io.ember.examples.golden;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A conversation in a file. A line {@code > } is a request, its words apart by spaces or in quotes;
 * the lines {@code < } below it are all that comes back, each ended by CR LF on the wire. Lines
 * with {@code #} are for the reader.
 *
 * <p>In a reply {@code \n} is a line feed and {@code {any}} stands for what is a server's own: at
 * least one character, none of them a line break. Everything else is compared byte for byte.
 */
final class Transcript {
  /**
   * A request and what it is answered with.
   *
   * @param reply matches the whole answer, a char for each byte
   */
  record Exchange(int line, List<String> words, Pattern reply) {}

  private static final String ANY = "{any}";

  private Transcript() {}

  /** {@return the exchanges in a file} */
  static List<Exchange> read(Path file) throws IOException {
    List<Exchange> exchanges = new ArrayList<>();
    List<String> lines = Files.readAllLines(file, StandardCharsets.UTF_8);
    int at = 0;
    while (at < lines.size()) {
      String line = lines.get(at++);
      if (line.isBlank() || line.startsWith("#")) {
        continue;
      }
      if (!line.startsWith("> ")) {
        throw new IOException(file + " line " + at + ": neither a request nor a comment: " + line);
      }
      int number = at;
      StringBuilder reply = new StringBuilder();
      while (at < lines.size() && lines.get(at).startsWith("<")) {
        String text = lines.get(at++);
        append(reply, text.length() < 2 ? "" : text.substring(2));
      }
      exchanges.add(
          new Exchange(number, words(line.substring(2)), Pattern.compile(reply.toString())));
    }
    return exchanges;
  }

  private static void append(StringBuilder pattern, String line) {
    String left = line.replace("\\n", "\n");
    int any = left.indexOf(ANY);
    while (any >= 0) {
      pattern.append(Pattern.quote(left.substring(0, any))).append("[^\\r\\n]+?");
      left = left.substring(any + ANY.length());
      any = left.indexOf(ANY);
    }
    pattern.append(Pattern.quote(left)).append("\\r\\n");
  }

  /** Splits a request; quotes keep spaces and may hold nothing. */
  private static List<String> words(String line) {
    List<String> words = new ArrayList<>();
    StringBuilder word = new StringBuilder();
    boolean quoted = false;
    boolean begun = false;
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      if (c == '"') {
        quoted = !quoted;
        begun = true;
      } else if (c == ' ' && !quoted) {
        if (begun) {
          words.add(word.toString());
        }
        word.setLength(0);
        begun = false;
      } else {
        word.append(c);
        begun = true;
      }
    }
    if (begun) {
      words.add(word.toString());
    }
    return words.stream().map(each -> each.replace("\\n", "\n")).toList();
  }
}
