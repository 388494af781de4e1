package io.ember.perf.report;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * What the numbers of a run depend on.
 *
 * @param machine processor, how many, memory
 * @param kernel name and release
 * @param jdk of this process; a server under test may run on another one
 * @param commit of the checkout, with "-dirty" if it holds changes, or "unknown"
 * @param date of the start, UTC
 * @param commandLine as the user wrote it
 */
public record RunInfo(
    String machine, String kernel, String jdk, String commit, Instant date, String commandLine) {

  /** {@return the facts of this process and this machine} */
  public static RunInfo collect(Path home, Instant date, String commandLine) {
    Runtime.Version version = Runtime.version();
    return new RunInfo(
        describeMachine(),
        System.getProperty("os.name") + " " + System.getProperty("os.version"),
        System.getProperty("java.vendor") + " " + version,
        describeCommit(home),
        date.truncatedTo(ChronoUnit.SECONDS),
        commandLine);
  }

  /** {@return the facts as rows of a table with two columns} */
  public List<List<String>> rows() {
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("machine", machine));
    rows.add(List.of("kernel", kernel));
    rows.add(List.of("JDK", jdk));
    rows.add(List.of("commit", commit));
    rows.add(List.of("date", date.toString()));
    rows.add(List.of("command", commandLine));
    return rows;
  }

  private static String describeMachine() {
    String model = fieldOf(Path.of("/proc/cpuinfo"), "model name", System.getProperty("os.arch"));
    String memory = fieldOf(Path.of("/proc/meminfo"), "MemTotal", "0 kB");
    double gigabytes = Long.parseLong(memory.replaceAll("\\D", "")) / (1024.0 * 1024.0);
    return String.format(
        Locale.ROOT,
        "%s, %d processors, %.1f GiB",
        model,
        Runtime.getRuntime().availableProcessors(),
        gigabytes);
  }

  /** {@return what follows the name and a colon in a file of lines, or the default} */
  private static String fieldOf(Path file, String name, String defaultText) {
    if (!Files.isReadable(file)) {
      return defaultText;
    }
    try {
      for (String line : Files.readAllLines(file)) {
        int colon = line.indexOf(':');
        if (colon > 0 && line.substring(0, colon).trim().equals(name)) {
          return line.substring(colon + 1).trim();
        }
      }
      return defaultText;
    } catch (IOException e) {
      return defaultText + " (" + e.getMessage() + ")";
    }
  }

  private static String describeCommit(Path home) {
    try {
      Process git =
          new ProcessBuilder("git", "describe", "--always", "--dirty", "--abbrev=12")
              .directory(home.toFile())
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      String text = new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8).trim();
      boolean ended = git.waitFor(10, TimeUnit.SECONDS);
      return ended && git.exitValue() == 0 && !text.isEmpty() ? text : "unknown";
    } catch (IOException e) {
      return "unknown"; // no git on this machine
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "unknown";
    }
  }
}
