package io.ember.examples.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * How a node is started as a process: with the Java, the class path and the JVM options of this
 * process, on a loopback port.
 *
 * @param dir holds the node's configuration, its log and what it persists
 * @param port of the Redis protocol, on loopback
 * @param settings win over what the launch sets itself
 * @param bootstrap whether a new node owns all slots; otherwise it owns none and waits for others
 */
public record NodeLaunch(Path dir, int port, Map<String, String> settings, boolean bootstrap) {
  private static final String MAIN_CLASS = "io.ember.examples.EmberMain";

  // Without the first ones the off-heap store does not start. The heap's size comes from
  // JDK_JAVA_OPTIONS.
  private static final List<String> INHERITED_OPTIONS =
      List.of(
          "--add-opens",
          "--add-exports",
          "--sun-misc-unsafe-memory-access",
          "--enable-native-access",
          "-XX:+ExitOnOutOfMemoryError",
          "-XX:SharedArchiveFile",
          "-Xlog:cds");

  public NodeLaunch {
    settings = Map.copyOf(settings);
  }

  /** {@return the file that the node writes its output to} */
  public Path log() {
    return dir.resolve("node.log");
  }

  /** {@return where the node keeps what it persists} */
  public Path dataDir() {
    return dir.resolve("data");
  }

  /** Writes the node's configuration file. {@return the command that starts it} */
  List<String> prepare() {
    Map<String, String> all = new TreeMap<>();
    all.put("ember.node.dir", dataDir().toString());
    all.put("ember.client.port", Integer.toString(port));
    all.put("ember.cluster.bootstrap", Boolean.toString(bootstrap));
    StringBuilder text = new StringBuilder("# Written by ember at each start.\n");
    all.forEach((key, value) -> text.append(key).append(" = ").append(value).append('\n'));
    Path file = dir.resolve("ember.properties");
    try {
      Files.createDirectories(dir);
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return command(file);
  }

  private List<String> command(Path file) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    for (String option : ManagementFactory.getRuntimeMXBean().getInputArguments()) {
      if (INHERITED_OPTIONS.stream().anyMatch(option::startsWith)) {
        command.add(option);
      }
    }
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    command.add(MAIN_CLASS);
    command.add("node");
    command.add("--config");
    command.add(file.toString());
    command.add("--stop-with");
    command.add(Long.toString(ProcessHandle.current().pid()));
    settings.forEach(
        (key, value) -> {
          command.add("--set");
          command.add(key + "=" + value);
        });
    return command;
  }
}
