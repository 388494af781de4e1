package io.ember.perf.compare;

import io.ember.perf.compare.Measurements.ThroughputCase;
import io.ember.perf.compare.Measurements.ThroughputRun;
import io.ember.perf.server.ProcessStats;
import io.ember.perf.server.Programs;
import io.ember.perf.server.Target;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Redis's own load generator. */
final class RedisBenchmark {
  private static final int COLUMNS = 8;

  private final Path program;
  private final int connections;
  private final long keyCount;

  RedisBenchmark(Path program, int connections, long keyCount) {
    this.program = program;
    this.connections = connections;
    this.keyCount = keyCount;
  }

  /** {@return the installed program} */
  static Path findOrFail() throws IOException {
    return Programs.find("redis-benchmark")
        .or(() -> Programs.find("valkey-benchmark"))
        .orElseThrow(
            () -> new IOException("neither redis-benchmark nor valkey-benchmark is on the PATH"));
  }

  /** Sends that many requests and measures them, with the processor time of the server. */
  ThroughputRun run(Target target, ThroughputCase work, long requests)
      throws IOException, InterruptedException {
    long cpuBeforeNs = ProcessStats.cpuNs(target.pid());
    String output = execute(command(target, work, requests));
    long cpuNs = ProcessStats.cpuNs(target.pid()) - cpuBeforeNs;
    return parse(output, work.operation(), requests, cpuNs / 1e3 / requests);
  }

  private List<String> command(Target target, ThroughputCase work, long requests) {
    List<String> words = new ArrayList<>();
    words.add(program.toString());
    words.addAll(List.of("-h", target.host(), "-p", Integer.toString(target.port())));
    words.addAll(List.of("-c", Integer.toString(connections), "-n", Long.toString(requests)));
    words.addAll(List.of("-r", Long.toString(keyCount), "-d", Integer.toString(work.valueBytes())));
    words.addAll(List.of("-P", Integer.toString(work.pipeline())));
    words.addAll(List.of("-t", work.operation().toLowerCase(Locale.ROOT), "--csv"));
    return words;
  }

  private static String execute(List<String> command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    try {
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      int exit = process.waitFor();
      if (exit != 0) {
        throw new IOException(
            String.join(" ", command) + " ended with exit code " + exit + ": " + output.trim());
      }
      return output;
    } finally {
      process.destroy();
    }
  }

  /**
   * {@return what the output in CSV says of the operation} The program counts whole milliseconds: a
   * run that took less than one is taken to have taken that.
   */
  static ThroughputRun parse(String output, String operation, long requests, double cpuUs)
      throws IOException {
    for (String line : output.split("\n")) {
      String[] cells = line.trim().replace("\"", "").split(",");
      if (cells.length == COLUMNS && cells[0].equals(operation)) {
        return new ThroughputRun(
            cells[1].equals("inf") ? requests * 1e3 : Double.parseDouble(cells[1]),
            cpuUs,
            Double.parseDouble(cells[4]),
            Double.parseDouble(cells[6]));
      }
    }
    throw new IOException(
        "no line of " + operation + " in the benchmark's output: " + output.trim());
  }
}
