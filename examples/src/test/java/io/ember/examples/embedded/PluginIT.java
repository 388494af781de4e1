package io.ember.examples.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import io.ember.examples.process.FreePorts;
import io.ember.examples.support.RespClient;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * One class file of a user, compiled against {@code engine-spi} alone, is an embedded store without
 * the cluster layer on its class path and a node with it; and an extension in a jar of somebody
 * else sees each call once, wherever it comes from.
 */
class PluginIT {
  private static final String SERVICE = "io.ember.engine.EngineExtension";

  private static final List<String> SEEN_EMBEDDED =
      List.of("saw set greeting hello", "saw get greeting", "saw incrby visits 5", "saw get guest");

  @TempDir static Path dir;
  private static Path program;
  private static Path counter;
  private static Path config;

  private final int port = FreePorts.next();

  @BeforeAll
  static void build() throws IOException {
    List<Path> spi = BuiltJars.of("engine-spi");
    program = compile("Program.java", spi);
    counter =
        JavaProgram.jar(
            compile("CallCounter.java", spi),
            dir.resolve("call-counter.jar"),
            SERVICE,
            "com.example.CallCounter");
    config = Files.writeString(dir.resolve("ember.properties"), "ember.storage.value-bytes = 32\n");
  }

  private static Path compile(String fileName, List<Path> classPath) throws IOException {
    try (InputStream in = PluginIT.class.getResourceAsStream("/plugin/" + fileName)) {
      String source = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      return JavaProgram.compile(dir.resolve(fileName + ".build"), fileName, source, classPath);
    }
  }

  /** The environment says where a node would listen; an engine that is none does not care. */
  private ProgramRun start(List<Path> jars) throws IOException {
    List<Path> classPath = new ArrayList<>(List.of(program, counter));
    classPath.addAll(jars);
    return ProgramRun.start(
        dir,
        JavaProgram.command(Readme.jvmFlags(), classPath, "com.example.Program", config.toString()),
        Map.of(
            "EMBER_CLIENT_PORT",
            Integer.toString(port),
            "EMBER_CLUSTER_BOOTSTRAP",
            "true",
            "EMBER_NODE_DIR",
            dir.resolve("node-" + port).toString()));
  }

  @Test
  void withoutTheClusterLayerTheProgramHasAStoreOfItsOwn() throws Exception {
    try (ProgramRun run = start(BuiltJars.without("cluster-extension", "examples"))) {
      run.awaitLine("open");
      assertThat(FreePorts.isFree(port)).isTrue();

      assertThat(run.finish()).isZero();
      assertThat(told(run))
          .containsExactly(
              "greeting = hello", "visits = Int[value=5]", "open", "guest = null", "closed");
      assertThat(seen(run)).containsExactlyElementsOf(SEEN_EMBEDDED);
    }
  }

  @Test
  void withTheClusterLayerTheSameProgramIsANode() throws Exception {
    try (ProgramRun run = start(BuiltJars.without("examples"))) {
      run.awaitLine("open");
      try (RespClient client = RespClient.connect(port)) {
        assertThat(client.call("GET", "greeting").text()).isEqualTo("hello");
        assertThat(client.call("SET", "guest", "from a socket").text()).isEqualTo("OK");
        client.call("MULTI");
        assertThat(client.call("INCR", "{visits}").text()).isEqualTo("QUEUED");
        assertThat(client.call("INCRBY", "visits", "2").text()).isEqualTo("QUEUED");
        assertThat(client.call("EXEC").children().get(1).number()).isEqualTo(7);
      }

      assertThat(run.finish()).isZero();
      assertThat(told(run))
          .containsExactly(
              "greeting = hello",
              "visits = Int[value=5]",
              "open",
              "guest = from a socket",
              "closed");
      List<String> all = new ArrayList<>(SEEN_EMBEDDED);
      all.addAll(List.of("saw get greeting", "saw set guest from a socket"));
      all.addAll(List.of("saw multi", "saw incr {visits}", "saw incrby visits 2", "saw exec"));
      assertThat(seen(run)).containsExactlyInAnyOrderElementsOf(all);
    }
  }

  private static List<String> told(ProgramRun run) throws IOException {
    return run.lines().stream().filter(line -> !line.startsWith("saw ")).toList();
  }

  private static List<String> seen(ProgramRun run) throws IOException {
    return run.lines().stream().filter(line -> line.startsWith("saw ")).toList();
  }
}
