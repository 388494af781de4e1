package io.ember.examples.embedded;

import io.ember.examples.support.Eventually;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A program that runs until its standard input ends. */
final class ProgramRun implements AutoCloseable {
  private static final int STOP_LIMIT_S = 60;

  private final Process process;
  private final Path output;
  private final Path errors;

  private ProgramRun(Process process, Path output, Path errors) {
    this.process = process;
    this.output = output;
    this.errors = errors;
  }

  /** Starts a program in this directory, with these variables in its environment. */
  static ProgramRun start(Path dir, List<String> command, Map<String, String> environment)
      throws IOException {
    Path output = Files.createTempFile(dir, "program", ".out");
    Path errors = Files.createTempFile(dir, "program", ".err");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(dir.toFile())
            .redirectOutput(output.toFile())
            .redirectError(errors.toFile());
    builder.environment().putAll(environment);
    return new ProgramRun(builder.start(), output, errors);
  }

  /** {@return the lines that it has written to its standard output} */
  List<String> lines() throws IOException {
    return Files.readAllLines(output);
  }

  /** Waits until it has written this line. */
  void awaitLine(String line) throws InterruptedException {
    Eventually.holds(
        "the program writes " + line,
        () -> {
          if (!process.isAlive()) {
            throw new AssertionError("it ended: " + lines() + Files.readString(errors));
          }
          return lines().contains(line);
        });
  }

  /** Ends its input and waits for its end. {@return its exit code} */
  int finish() throws IOException, InterruptedException {
    process.getOutputStream().close();
    if (!process.waitFor(STOP_LIMIT_S, TimeUnit.SECONDS)) {
      throw new AssertionError("it does not end: " + lines() + Files.readString(errors));
    }
    return process.exitValue();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
