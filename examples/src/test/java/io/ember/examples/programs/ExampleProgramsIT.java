package io.ember.examples.programs;

import static org.assertj.core.api.Assertions.assertThat;

import io.ember.examples.process.NodeProcess;
import io.ember.examples.support.EmberNode;
import io.ember.examples.support.RespClient;
import io.ember.examples.support.ToolRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExampleProgramsIT {
  private static final Path LAUNCHER = EmberNode.projectDir().resolve("examples/bin/example");
  private static final Path PROGRAMS =
      EmberNode.projectDir().resolve("examples/src/main/java/io/ember/examples/programs");

  @TempDir Path dir;

  private ToolRun run(String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(LAUNCHER.toString());
    command.addAll(List.of(arguments));
    return ToolRun.of(dir, command);
  }

  @Test
  void theEmbeddedEngineServesTheProgramAndOthers() throws Exception {
    ToolRun run = run("EmbeddedEngine");

    assertThat(run.output().lines())
        .containsSubsequence(
            "get greeting: hello",
            "get greeting: null",
            "incrby visits 5: Int[value=5]",
            "incrby visits many: ERR value is not an integer or out of range",
            "a client gets visits: 5",
            "get guest: from a socket",
            "closed");
    assertThat(run.exitCode()).isZero();
  }

  @Test
  void theInterceptorSeesCallsFromWhereverTheyCome() throws Exception {
    ToolRun run = run("CustomInterceptor");

    assertThat(run.output().lines())
        .contains(
            "slow command in use: scan",
            "slow command in use: getrange",
            "refused: ERR KEYS looks at every key at once: use SCAN");
    assertThat(run.output())
        .containsPattern("slow calls: \\{.*getrange=1, keys=1, scan=3.*\\}")
        .doesNotContain("in use: get\n");
    assertThat(run.exitCode()).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"chronicle", "mapdb"})
  void noAcknowledgedWriteIsLostWithThePrimary(String store) throws Exception {
    ToolRun run = run("KillThePrimary", store);

    assertThat(run.output())
        .contains(
            "killed the primary",
            " is now master",
            " is now slave",
            "4000 writes were acknowledged, 0 of them are lost");
    assertThat(run.exitCode()).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"chronicle", "mapdb"})
  void noWriteIsLostWhileSlotsMove(String store) throws Exception {
    ToolRun run = run("LiveReshard", store);

    assertThat(run.output()).contains("moved 1000 slots").contains(", 0 of them are lost");
    assertThat(run.exitCode()).isZero();
  }

  @Test
  void aNodeKeepsItsDataInMapDbIfToldSo() throws Exception {
    try (NodeProcess node = EmberNode.start(dir, Map.of("ember.storage.type", "mapdb"));
        RespClient client = RespClient.connect(node.port())) {
      assertThat(client.call("SET", "key", "value").text()).isEqualTo("OK");
      assertThat(client.call("APPEND", "key", "x".repeat(70_000)).number()).isEqualTo(70_005);

      assertThat(client.call("GETRANGE", "key", "0", "5").text()).isEqualTo("valuex");
      assertThat(client.call("INFO", "server").text()).contains("store:mapdb");
    }
  }

  @Test
  void theLauncherListsThePrograms() throws Exception {
    ToolRun run = run("Nonsense");

    assertThat(run.exitCode()).isEqualTo(64);
    for (String program : programs()) {
      assertThat(run.output()).contains("  " + program + "\n");
    }
  }

  @Test
  void eachProgramIsShort() throws IOException {
    for (String program : programs()) {
      assertThat(Files.readAllLines(PROGRAMS.resolve(program + ".java")))
          .as(program)
          .hasSizeLessThan(120);
    }
  }

  @Test
  void theReadmeNamesEachProgram() throws IOException {
    String readme = Files.readString(EmberNode.projectDir().resolve("README.md"));
    for (String program : programs()) {
      assertThat(readme).contains("`" + program + "`");
    }
  }

  private static List<String> programs() throws IOException {
    try (Stream<Path> files = Files.list(PROGRAMS)) {
      return files
          .map(file -> file.getFileName().toString().replace(".java", ""))
          .filter(name -> !name.equals("package-info"))
          .sorted()
          .toList();
    }
  }
}
