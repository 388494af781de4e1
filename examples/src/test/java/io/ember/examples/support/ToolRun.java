package io.ember.examples.support;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A program that ran to its end.
 *
 * @param output what it wrote to standard output and standard error
 */
public record ToolRun(int exitCode, String output) {
  private static final Duration LIMIT = Duration.ofMinutes(3);

  /** Runs a program in this directory and waits for it. */
  public static ToolRun of(Path dir, List<String> command)
      throws IOException, InterruptedException {
    Path log = Files.createTempFile(dir, "tool", ".log");
    Process process =
        new ProcessBuilder(command)
            .directory(dir.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    try {
      process.getOutputStream().close();
      if (!process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
        throw new AssertionError(
            command + " does not end within " + LIMIT + ": " + Files.readString(log));
      }
    } finally {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
    return new ToolRun(process.exitValue(), Files.readString(log, StandardCharsets.ISO_8859_1));
  }
}
