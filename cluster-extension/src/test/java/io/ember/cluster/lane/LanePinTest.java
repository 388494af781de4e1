package io.ember.cluster.lane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.ember.cluster.config.LanesConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class LanePinTest {
  @Test
  void putsEachLaneOnACoreOfItsOwnAsTheOperatingSystemShows() throws IOException {
    Path tasks = Path.of("/proc/self/task");
    assumeTrue(Files.isDirectory(tasks), "needs the proc file system of Linux");
    assumeTrue(Runtime.getRuntime().availableProcessors() >= 2, "needs two cores");
    LaneConfig config = new LaneConfig(2, 64, LanesConfig.WaitStrategy.BLOCKING, true);

    try (TestLanes lanes = new TestLanes(config)) {
      assertThat(lanes.call("SET", "a", "1").join()).isNotNull();
      String first = allowedCores(tasks, "ember-lane-0");
      String second = allowedCores(tasks, "ember-lane-1");
      assertThat(first).matches("\\d+");
      assertThat(second).matches("\\d+").isNotEqualTo(first);
    }
  }

  /** The kernel cuts names of threads to 15 characters. */
  private static String allowedCores(Path tasks, String thread) throws IOException {
    try (Stream<Path> all = Files.list(tasks)) {
      for (Path task : all.toList()) {
        List<String> status = Files.readAllLines(task.resolve("status"));
        if (status.get(0).equals("Name:\t" + thread)) {
          return status.stream()
              .filter(line -> line.startsWith("Cpus_allowed_list:"))
              .map(line -> line.substring(line.indexOf('\t') + 1))
              .findFirst()
              .orElseThrow();
        }
      }
    }
    throw new AssertionError("there is no thread named " + thread);
  }
}
