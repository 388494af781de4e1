package io.ember.perf.server;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/** Other programs and what they say. Stateless. */
public final class Programs {
  private Programs() {}

  /** {@return the program of this name on the PATH} */
  public static Optional<Path> find(String program) {
    String path = System.getenv("PATH");
    return path == null
        ? Optional.empty()
        : Arrays.stream(path.split(File.pathSeparator, -1))
            .map(directory -> Path.of(directory, program))
            .filter(Files::isExecutable)
            .findFirst();
  }

  /**
   * Takes out what the launcher of this process has put into the environment for itself, so that a
   * server gets its own defaults.
   */
  static void cleanEnvironment(ProcessBuilder builder) {
    builder
        .environment()
        .keySet()
        .removeIf(name -> name.equals("JDK_JAVA_OPTIONS") || name.startsWith("MALLOC_"));
  }

  /** {@return the value of a field in the answer of INFO, or "unknown"} */
  static String infoField(String info, String field) {
    return info.lines()
        .filter(line -> line.startsWith(field + ":"))
        .map(line -> line.substring(field.length() + 1).trim())
        .findFirst()
        .orElse("unknown");
  }
}
