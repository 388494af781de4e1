package io.ember.examples.support;

import static java.util.Objects.requireNonNull;

import io.ember.examples.process.FreePorts;
import io.ember.examples.process.NodeProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A node as its user starts it: {@code examples/bin/ember node}, a process on loopback. */
public final class EmberNode {
  /** Turns the node into a single engine: no CROSSSLOT, no redirects. */
  public static final Map<String, String> STANDALONE = Map.of("ember.cluster.enabled", "false");

  /** A cluster of one node that owns all slots. */
  public static final Map<String, String> CLUSTER = Map.of();

  private EmberNode() {}

  /** {@return the directory of the whole project} */
  public static Path projectDir() {
    String module = System.getProperty("basedir", System.getProperty("user.dir"));
    return requireNonNull(Path.of(module).toAbsolutePath().getParent(), "parent of " + module);
  }

  /** {@return the launcher} */
  public static Path launcher() {
    return projectDir().resolve("examples/bin/ember");
  }

  /** {@return what a process needs to run on the Java of this test} */
  public static Map<String, String> environment() {
    return Map.of("JAVA_HOME", System.getProperty("java.home"));
  }

  /** Starts a node with these settings and waits until it serves. */
  public static NodeProcess start(Path dir, Map<String, String> settings)
      throws IOException, InterruptedException {
    NodeProcess node = launch(dir, settings);
    node.awaitReady();
    return node;
  }

  /** Starts a node with these settings. */
  public static NodeProcess launch(Path dir, Map<String, String> settings) throws IOException {
    int port = FreePorts.next();
    Map<String, String> all = new TreeMap<>();
    all.put("ember.node.dir", dir.resolve("node-" + port).toString());
    all.put("ember.client.port", Integer.toString(port));
    all.put("ember.cluster.bootstrap", "true");
    all.putAll(settings);
    Path config = writeConfig(dir.resolve("node-" + port + ".properties"), all);
    List<String> command =
        new ArrayList<>(List.of(launcher().toString(), "node", "--config", config.toString()));
    command.add("--stop-with");
    command.add(Long.toString(ProcessHandle.current().pid()));
    return NodeProcess.start(command, environment(), port, dir.resolve("node-" + port + ".log"));
  }

  private static Path writeConfig(Path file, Map<String, String> settings) throws IOException {
    StringBuilder text = new StringBuilder();
    settings.forEach((key, value) -> text.append(key).append(" = ").append(value).append('\n'));
    return Files.writeString(file, text);
  }
}
