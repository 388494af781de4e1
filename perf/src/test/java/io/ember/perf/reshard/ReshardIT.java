package io.ember.perf.reshard;

import static org.assertj.core.api.Assertions.assertThat;

import io.ember.perf.cli.PerfContext;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A small run against processes: both stock clients, nothing lost, and a report. */
class ReshardIT {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  @TempDir Path home;

  @ParameterizedTest
  @ValueSource(strings = {"jedis", "lettuce"})
  void movesUnderLoadWithoutAnErrorAndTellsHowFast(String client) throws Exception {
    ReshardCommand command = new ReshardCommand();
    List<String> words =
        List.of(
            "--only=ember",
            "--client=" + client,
            "--keys=3000",
            "--slots=500",
            "--rate=300",
            "--threads=4",
            "--seconds=1",
            "--warmup-seconds=1");

    int exit =
        command.run(
            command.options().parse(words),
            new PerfContext(
                home, new PrintStream(out, true, StandardCharsets.UTF_8), "perf reshard"));

    String said = out.toString(StandardCharsets.UTF_8);
    assertThat(exit).as(said).isZero();
    // Only whole cells: columns are padded.
    assertThat(said)
        .contains("| 500 of 500 |", "frozen ")
        .containsPattern("3,000 \\| +0 \\| +0 \\|");
    Path results;
    try (Stream<Path> entries = Files.list(home.resolve("perf").resolve("results"))) {
      results = entries.findFirst().orElseThrow();
    }
    assertThat(results.resolve("summary.md")).isNotEmptyFile();
    assertThat(Files.readString(results.resolve("report.html"))).contains("<svg ");
    assertThat(Files.readString(results.resolve("ember.hlog")))
        .contains("Tag=before-SET", "Tag=during-", "Tag=after-GET");
  }
}
