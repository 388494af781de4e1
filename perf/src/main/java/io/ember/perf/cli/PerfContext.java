package io.ember.perf.cli;

import java.io.PrintStream;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;

/**
 * Where a command runs.
 *
 * @param home root of the checkout
 * @param out where progress and results are printed
 * @param commandLine as the user wrote it, for the report
 */
public record PerfContext(Path home, PrintStream out, String commandLine) {

  /** Results go below here unless {@code --out} names another directory. */
  public Path results() {
    return home.resolve("perf").resolve("results");
  }

  /**
   * {@return the root of the checkout: what {@code launcher.home} says, else the first directory
   * above these classes that holds the perf module, else the working directory}
   */
  public static Path findHome() {
    String named = System.getProperty("launcher.home");
    if (named != null) {
      return Path.of(named).toAbsolutePath();
    }
    Path here = Path.of("").toAbsolutePath();
    CodeSource source = PerfContext.class.getProtectionDomain().getCodeSource();
    try {
      Path from = source == null ? here : Path.of(source.getLocation().toURI()).toAbsolutePath();
      for (Path dir = from; dir != null; dir = dir.getParent()) {
        if (Files.isRegularFile(dir.resolve("perf").resolve("pom.xml"))) {
          return dir;
        }
      }
      return here;
    } catch (URISyntaxException e) {
      throw new IllegalStateException("unreadable code location " + source, e);
    }
  }
}
