package io.ember.perf.compare;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;

/**
 * Keeps every single measurement as soon as it is made, in {@code measurements.tsv}, and tells the
 * user. One thread.
 */
final class Journal {
  private final Path file;
  private final PrintStream out;

  Journal(Path file, PrintStream out) throws IOException {
    this.file = file;
    this.out = out;
    Files.writeString(file, "part\tcase\tround\tserver\tmeasure\tvalue\n");
  }

  void add(String part, String what, int round, String server, String measure, double value)
      throws IOException {
    Files.writeString(
        file,
        String.format(
            Locale.ROOT, "%s\t%s\t%d\t%s\t%s\t%.6g%n", part, what, round, server, measure, value),
        StandardOpenOption.APPEND);
  }

  void say(String format, Object... values) {
    out.println(String.format(Locale.ROOT, format, values));
  }
}
