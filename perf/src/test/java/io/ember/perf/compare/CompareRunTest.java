package io.ember.perf.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.ember.perf.jmh.JmhRun;
import io.ember.perf.report.ResultDirectory;
import io.ember.perf.report.RunInfo;
import io.ember.perf.server.EmberOptions;
import io.ember.perf.server.Programs;
import io.ember.perf.server.RedisServer;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A comparison of redis-server with itself: a launcher of that name starts it in Ember's place. */
class CompareRunTest {
  private static final CompareConfig TINY =
      new CompareConfig(
          2,
          0.01,
          0.01,
          4,
          1000,
          List.of(64),
          List.of(1, 16),
          List.of(1000),
          0.4,
          1,
          0.2,
          0.2,
          1,
          new JmhRun(1, 1, 10, Map.of()));

  @TempDir Path home;

  @BeforeEach
  void needsRedis() {
    assumeTrue(
        RedisServer.find().isPresent() && Programs.find("redis-benchmark").isPresent(),
        "redis-server and redis-benchmark are not installed");
  }

  @Test
  void measuresBothAndGoesOnWhenAPartFails() throws Exception {
    writeLauncher();
    ResultDirectory directory = ResultDirectory.create(home.resolve("results"), Instant.EPOCH);

    Measurements measurements =
        run(directory, Set.of("startup", "throughput", "latency", "garbage"));

    assertThat(measurements.startupMs).containsOnlyKeys("Ember", "Redis");
    assertThat(measurements.throughput).hasSize(4);
    assertThat(measurements.throughput.values()).allMatch(rounds -> rounds.size() == 2);
    assertThat(measurements.latencyUs(1, "Ember", 50)).hasSize(1).allMatch(us -> us > 0);
    // It is no JVM in truth, so nobody can look into its heap.
    assertThat(measurements.failures).hasSize(1);
    assertThat(measurements.failures.get(0)).startsWith("garbage: process").contains("is no JVM");
    assertThat(Files.readString(directory.file("summary.md")))
        .contains("Failed: garbage", "SET 64 B P=16", "## Latency under half load");
    assertThat(Files.readAllLines(directory.file("measurements.tsv")))
        .anyMatch(line -> line.startsWith("throughput\tSET 64 B P=1\t2\tRedis\toperations/s\t"));
    assertThat(directory.file("latency-ember-p1-1.hlog")).isNotEmptyFile();
  }

  @Test
  void measuresMemoryOfAFreshProcess() throws Exception {
    writeLauncher();
    ResultDirectory directory = ResultDirectory.create(home.resolve("results"), Instant.EPOCH);

    Measurements measurements = run(directory, Set.of("memory"));

    assertThat(measurements.failures).isEmpty();
    assertThat(measurements.memory).hasSize(2);
    assertThat(measurements.memory("Redis", 1000, point -> (double) point.rssBytes()))
        .isGreaterThan(1_000_000);
  }

  @Test
  void aNodeThatDoesNotStartFailsTheRunWithItsLastWords() throws Exception {
    writeLauncher("echo the port is taken", "exit 70");
    ResultDirectory directory = ResultDirectory.create(home.resolve("results"), Instant.EPOCH);

    Measurements measurements = run(directory, Set.of("throughput"));

    assertThat(measurements.failures.get(0))
        .contains("ember ended with exit code 70", "the port is taken");
  }

  private Measurements run(ResultDirectory directory, Set<String> parts)
      throws IOException, InterruptedException {
    Servers servers =
        new Servers(home, RedisServer.findOrFail(), EmberOptions.DEFAULTS, directory.path());
    Journal journal =
        new Journal(
            directory.file("measurements.tsv"),
            new PrintStream(System.out, true, StandardCharsets.UTF_8));
    RedisBenchmark benchmark =
        new RedisBenchmark(RedisBenchmark.findOrFail(), TINY.connections(), TINY.keyCount());
    RunInfo info = RunInfo.collect(home, Instant.EPOCH, "perf compare");
    return new CompareRun(TINY, servers, benchmark, journal, directory, info).run(parts);
  }

  private void writeLauncher() throws IOException {
    writeLauncher(
        "for word in \"$@\"; do",
        "  case $word in ember.client.port=*) port=${word#*=} ;; esac",
        "done",
        "exec redis-server --port \"$port\" --bind 127.0.0.1 --save ''");
  }

  private void writeLauncher(String... lines) throws IOException {
    Path launcher = home.resolve("examples").resolve("bin").resolve("ember");
    Files.createDirectories(launcher.getParent());
    Files.writeString(launcher, "#!/bin/sh\n" + String.join("\n", lines) + "\n");
    assertThat(launcher.toFile().setExecutable(true)).isTrue();
  }
}
