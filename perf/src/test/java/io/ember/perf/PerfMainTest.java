package io.ember.perf;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.HdrHistogram.EncodableHistogram;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramLogReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PerfMainTest {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @TempDir Path home;

  @ParameterizedTest
  @ValueSource(strings = {"latency", "throughput", "jmh", "compare", "reshard", "failover"})
  void everyCommandHasHelp(String command) {
    assertThat(run(command, "--help")).isZero();

    assertThat(out.toString(StandardCharsets.UTF_8)).startsWith("usage: perf " + command);
  }

  @Test
  void helpListsTheCommands() {
    assertThat(run("--help")).isZero();

    assertThat(out.toString(StandardCharsets.UTF_8))
        .contains("latency", "throughput", "jmh", "compare", "reshard", "failover");
  }

  @Test
  void wrongUsageExits64AndSaysWhatIsAllowed() {
    assertThat(run()).isEqualTo(64);
    assertThat(run("latencey")).isEqualTo(64);
    assertThat(run("latency", "--rate", "fast")).isEqualTo(64);
    assertThat(run("latency", "--conections", "5")).isEqualTo(64);
    assertThat(run("latency", "--target", "nowhere")).isEqualTo(64);
    assertThat(run("latency", "--set", "x")).isEqualTo(64);
    assertThat(run("jmh", "[")).isEqualTo(64);
    assertThat(run("jmh", "--param", "keys")).isEqualTo(64);
    assertThat(run("compare", "--parts", "everything")).isEqualTo(64);
    assertThat(run("compare", "--gate", "ceiling")).isEqualTo(64);
    assertThat(run("compare", "--redis", "no-such-program")).isEqualTo(64);
    assertThat(run("latency", "--target", "127.0.0.1:1", "--threads", "9", "--connections", "2"))
        .isEqualTo(64);
    assertThat(run("reshard", "--only", "valkey")).isEqualTo(64);
    assertThat(run("reshard", "--value-bytes", "8")).isEqualTo(64);

    assertThat(err.toString(StandardCharsets.UTF_8))
        .contains("unknown command latencey: allowed are latency throughput")
        .contains("--rate fast: must be a number above 0, half or max")
        .contains("unknown option --conections: allowed are")
        .contains("--target nowhere: must be ember, redis or host:port")
        .contains("--set x: must be key=value")
        .contains("[ is no regular expression")
        .contains("--param keys: must be name=value")
        .contains("--parts everything: must be some of startup,throughput,")
        .contains("--gate ceiling: must be one of none, floor, goal")
        .contains("--redis no-such-program: must be a program that can be executed")
        .contains("threads must be in [1, connections]: 9, 2");
  }

  @Test
  void aServerThatIsNotThereExits70() {
    assertThat(run("latency", "--target", "127.0.0.1:1")).isEqualTo(70);
  }

  @Test
  void latencyMeasuresAServerAndLeavesHistogramsSummaryAndPage() throws Exception {
    try (FakeRespServer server = new FakeRespServer(false)) {
      int exit =
          run(
              ("latency --target "
                      + server.address()
                      + " --rate 2000 --seconds 0.4 --warmup-seconds 0.1 --connections 4"
                      + " --threads 2 --keys 500 --arrivals uniform --idle park")
                  .split(" "));

      assertThat(exit).isZero();
      assertThat(server.setCount.get() + server.getCount.get()).isEqualTo(1500);
    }
    Path results = onlyResult();
    assertThat(Files.readString(results.resolve("summary.md")))
        .contains("Open loop, 2,000 operations/s", "| all ", "--arrivals uniform");
    assertThat(Files.readString(results.resolve("report.html"))).contains("<svg ");
    assertThat(countIn(results.resolve("latency.hlog"))).isEqualTo(800);
  }

  @Test
  void throughputMeasuresEachCase() throws Exception {
    try (FakeRespServer server = new FakeRespServer(false)) {
      int exit =
          run(
              ("throughput --target "
                      + server.address()
                      + " --seconds 0.2 --warmup-seconds 0.1 --connections 2 --keys 100"
                      + " --pipelines 1,8 --value-bytes 10")
                  .split(" "));

      assertThat(exit).isZero();
    }
    Path results = onlyResult();
    assertThat(Files.readString(results.resolve("summary.md")))
        .contains("SET 10 B P=1", "GET 10 B P=1", "SET 10 B P=8", "GET 10 B P=8");
    assertThat(countIn(results.resolve("throughput-get-10b-p8.hlog"))).isPositive();
  }

  @Test
  void errorsOfTheServerFailTheRun() throws Exception {
    try (FakeRespServer server = new FakeRespServer(true)) {
      String command =
          "latency --target " + server.address() + " --rate 500 --seconds 0.1 --warmup-seconds 0";

      assertThat(run((command + " --no-fill --connections 2").split(" "))).isEqualTo(70);
      assertThat(out.toString(StandardCharsets.UTF_8)).contains("First error: ERR unknown command");
      assertThat(run((command + " --keys 10").split(" "))).isEqualTo(70);
      assertThat(err.toString(StandardCharsets.UTF_8)).contains("filling failed with 10 errors");
    }
  }

  private int run(String... words) {
    return PerfMain.run(List.of(words), home, print(out), print(err));
  }

  private static PrintStream print(ByteArrayOutputStream target) {
    return new PrintStream(target, true, StandardCharsets.UTF_8);
  }

  private Path onlyResult() throws IOException {
    try (Stream<Path> entries = Files.list(home.resolve("perf").resolve("results"))) {
      List<Path> results = new ArrayList<>(entries.toList());
      assertThat(results).hasSize(1);
      return results.get(0);
    }
  }

  private static long countIn(Path log) throws IOException {
    long count = 0;
    try (HistogramLogReader reader = new HistogramLogReader(log.toFile())) {
      for (EncodableHistogram next = reader.nextIntervalHistogram();
          next != null;
          next = reader.nextIntervalHistogram()) {
        count += ((Histogram) next).getTotalCount();
      }
    }
    return count;
  }
}
