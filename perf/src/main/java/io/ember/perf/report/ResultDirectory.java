package io.ember.perf.report;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/** The directory of one run: {@code summary.md}, {@code report.html}, raw histograms and logs. */
public final class ResultDirectory {
  private static final DateTimeFormatter NAME =
      DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss").withZone(ZoneOffset.UTC);

  private final Path path;

  private ResultDirectory(Path path) {
    this.path = path;
  }

  /**
   * Creates a directory named after the time, in UTC; a second one in the same second gets a
   * number.
   */
  public static ResultDirectory create(Path parent, Instant time) throws IOException {
    Files.createDirectories(parent);
    String name = NAME.format(time);
    for (int number = 1; ; number++) {
      Path path = parent.resolve(number == 1 ? name : name + "-" + number);
      try {
        return new ResultDirectory(Files.createDirectory(path));
      } catch (FileAlreadyExistsException e) {
        if (number == 1000) {
          throw e;
        }
      }
    }
  }

  /** {@return the directory of a run that goes on} */
  public static ResultDirectory existing(Path path) throws IOException {
    if (!Files.isDirectory(path)) {
      throw new IOException("there are no results in " + path);
    }
    return new ResultDirectory(path);
  }

  public Path path() {
    return path;
  }

  /** {@return the path of a file in it} */
  public Path file(String name) {
    return path.resolve(name);
  }

  /** Writes the report in both forms; may be called again when more is known. */
  public void write(Report report) throws IOException {
    Files.writeString(file("summary.md"), MarkdownWriter.render(report));
    Files.writeString(file("report.html"), HtmlWriter.render(report));
  }
}
