package io.ember.perf.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AllocationProbeTest {
  @Test
  void countsWhatTheOtherProcessAllocatesAndNothingElse() throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx64m",
                "-cp",
                System.getProperty("java.class.path"),
                AllocatingMain.class.getName())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (BufferedReader answers =
            new BufferedReader(
                new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        BufferedWriter orders =
            new BufferedWriter(
                new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8))) {
      allocate(1000, orders, answers);
      try (AllocationProbe probe = AllocationProbe.attach(process.pid())) {
        long start = main(probe);
        long nothing = main(probe) - start;
        allocate(5_000_000, orders, answers);
        long fiveMegabytes = main(probe) - start;

        assertThat(nothing).isZero();
        assertThat(fiveMegabytes).isBetween(5_000_000L, 5_200_000L);
        assertThat(probe.collectionCount()).isNotNegative();
        assertThat(probe.allocatedBytes().keySet()).noneMatch(name -> name.startsWith("RMI "));
      }
    } finally {
      process.destroyForcibly();
    }
  }

  private static long main(AllocationProbe probe) {
    return probe.allocatedBytes().entrySet().stream()
        .filter(entry -> entry.getKey().startsWith("main#"))
        .mapToLong(Map.Entry::getValue)
        .sum();
  }

  private static void allocate(int bytes, BufferedWriter orders, BufferedReader answers)
      throws IOException {
    orders.write(bytes + "\n");
    orders.flush();
    assertThat(answers.readLine()).isEqualTo(Integer.toString(bytes));
  }
}
