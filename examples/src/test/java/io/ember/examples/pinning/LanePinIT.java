package io.ember.examples.pinning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.ember.examples.process.NodeProcess;
import io.ember.examples.support.EmberNode;
import io.ember.examples.support.RespClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where the operating system lets the lanes of a node run. */
class LanePinIT {
  private static final int LANES = 2;

  @TempDir Path dir;

  @BeforeEach
  void needsLinuxAndTwoCores() {
    assumeTrue(
        Files.isDirectory(Path.of("/proc/self/task")), "needs the proc file system of Linux");
    assumeTrue(Runtime.getRuntime().availableProcessors() >= LANES, "needs two cores");
  }

  @Test
  void eachPinnedLaneMayRunOnOneCoreAndNoOtherThreadIsBound() throws Exception {
    Map<String, String> allowed = allowedCores("true");

    String first = lane(allowed, 0);
    String second = lane(allowed, 1);
    System.out.println("lanes may run on " + first + " and " + second);
    assertThat(first).matches("\\d+");
    assertThat(second).matches("\\d+").isNotEqualTo(first);
    String all = coresOf(Path.of("/proc/self/status"));
    allowed.forEach(
        (thread, cores) -> {
          if (!thread.contains("ember-lane-")) {
            assertThat(cores).as(thread).isEqualTo(all);
          }
        });
  }

  @Test
  void lanesThatAreNotPinnedMayRunOnEveryCore() throws Exception {
    Map<String, String> allowed = allowedCores("false");

    String all = coresOf(Path.of("/proc/self/status"));
    assertThat(List.of(lane(allowed, 0), lane(allowed, 1))).containsExactly(all, all);
  }

  /** {@return of each thread of a node that has served, by its id and name, its cores} */
  private Map<String, String> allowedCores(String pin) throws IOException, InterruptedException {
    Map<String, String> settings = new HashMap<>(EmberNode.CLUSTER);
    settings.put("ember.lanes", Integer.toString(LANES));
    settings.put("ember.lanes.pin", pin);
    try (NodeProcess node = EmberNode.start(dir, settings);
        RespClient client = RespClient.connect(node.port())) {
      for (int i = 0; i < 100; i++) {
        assertThat(client.call("SET", "key:" + i, "x").text()).isEqualTo("OK");
      }
      return allowedCores(Path.of("/proc", Long.toString(node.pid()), "task"));
    }
  }

  private static Map<String, String> allowedCores(Path tasks) throws IOException {
    Map<String, String> allowed = new TreeMap<>();
    try (Stream<Path> all = Files.list(tasks)) {
      for (Path task : all.toList()) {
        try {
          String name = Files.readString(task.resolve("comm")).strip();
          allowed.put(task.getFileName() + " " + name, coresOf(task.resolve("status")));
        } catch (java.nio.file.NoSuchFileException e) {
          // The thread ended between the two look-ups.
          assert e.getFile() != null;
        }
      }
    }
    return allowed;
  }

  private static String lane(Map<String, String> allowed, int lane) {
    return allowed.entrySet().stream()
        .filter(thread -> thread.getKey().endsWith(" ember-lane-" + lane))
        .map(Map.Entry::getValue)
        .findFirst()
        .orElseThrow(() -> new AssertionError("no lane " + lane + " in " + allowed));
  }

  private static String coresOf(Path status) throws IOException {
    return Files.readAllLines(status).stream()
        .filter(line -> line.startsWith("Cpus_allowed_list:"))
        .map(line -> line.substring(line.indexOf('\t') + 1).strip())
        .findFirst()
        .orElseThrow();
  }
}
