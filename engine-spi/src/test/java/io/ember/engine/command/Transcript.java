package io.ember.engine.command;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A recorded conversation with redis-server: lines {@code > COMMAND arguments}, each followed by
 * the answer as {@link ReplyText} writes it. {@code >~} marks an answer in which the order of the
 * keys does not matter; they are sorted. Lines with {@code #} are comments.
 */
record Transcript(String name, List<Line> lines) {
  private static final String ORDERED = "> ";
  private static final String UNORDERED = ">~ ";

  /**
   * @param text as in the file, with the mark
   * @param answer empty if nothing was recorded yet
   */
  record Line(String text, String answer) {
    boolean isCommand() {
      return text.startsWith(">");
    }

    boolean isUnordered() {
      return text.startsWith(UNORDERED);
    }

    byte[][] arguments() {
      return split(text.substring(isUnordered() ? UNORDERED.length() : ORDERED.length()));
    }

    /** {@return the arguments of the command as text, bytes as chars} */
    String command() {
      return text.substring(text.indexOf(' ') + 1);
    }
  }

  static List<Path> files() throws IOException {
    try (var paths = Files.list(Path.of("src/test/resources/transcripts"))) {
      return paths.sorted().toList();
    }
  }

  static Transcript read(Path file) throws IOException {
    List<Line> lines = new ArrayList<>();
    for (String text : Files.readAllLines(file, StandardCharsets.UTF_8)) {
      int last = lines.size() - 1;
      if (text.startsWith(">") || text.startsWith("#") || text.isEmpty()) {
        lines.add(new Line(text, ""));
      } else {
        lines.set(last, new Line(lines.get(last).text(), text));
      }
    }
    return new Transcript(file.getFileName().toString(), lines);
  }

  void write(Path file) throws IOException {
    StringBuilder out = new StringBuilder();
    for (Line line : lines) {
      out.append(line.text()).append('\n');
      if (line.isCommand()) {
        out.append(line.answer()).append('\n');
      }
    }
    Files.writeString(file, out);
  }

  /** {@return the words of a line; quoted ones may hold spaces and {@code \xhh}} */
  static byte[][] split(String line) {
    List<byte[]> words = new ArrayList<>();
    int at = 0;
    while (at < line.length()) {
      ByteArrayOutputStream word = new ByteArrayOutputStream();
      boolean quoted = line.charAt(at) == '"';
      at += quoted ? 1 : 0;
      while (at < line.length() && line.charAt(at) != (quoted ? '"' : ' ')) {
        char c = line.charAt(at);
        if (c == '\\' && line.charAt(at + 1) == 'x') {
          word.write(Integer.parseInt(line.substring(at + 2, at + 4), 16));
          at += 4;
        } else if (c == '\\') {
          word.write(line.charAt(at + 1));
          at += 2;
        } else {
          word.write(c);
          at++;
        }
      }
      words.add(word.toByteArray());
      at += quoted ? 2 : 1;
    }
    return words.toArray(new byte[0][]);
  }
}
