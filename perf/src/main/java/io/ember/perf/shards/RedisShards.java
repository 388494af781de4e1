package io.ember.perf.shards;

import io.ember.examples.process.FreePorts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

/** A cluster of Redis, as its own tools make it. */
public final class RedisShards extends Shards {
  private final Path program;
  private final Path directory;
  private final int timeoutMs;
  private final int replicas;
  private final List<Integer> ports;
  private final List<Process> processes = new CopyOnWriteArrayList<>();
  private final Thread killer = new Thread(this::stopAll, "stop-redis");

  private RedisShards(Path program, Path directory, Shape shape, int timeoutMs) {
    this.program = program;
    this.directory = directory;
    this.timeoutMs = timeoutMs;
    replicas = shape.replicas();
    ports = Stream.generate(FreePorts::next).distinct().limit(shape.nodes()).toList();
    Runtime.getRuntime().addShutdownHook(killer);
  }

  /**
   * Starts the processes, and has redis-cli make a cluster of them.
   *
   * @param timeoutMs its cluster-node-timeout
   */
  public static RedisShards start(Path program, Path directory, Shape shape, int timeoutMs)
      throws IOException, InterruptedException {
    RedisShards shards = new RedisShards(program, directory, shape, timeoutMs);
    try {
      for (int node = 0; node < shape.nodes(); node++) {
        shards.processes.add(shards.launch(node));
      }
      shards.create();
      return shards;
    } catch (IOException | InterruptedException | RuntimeException e) {
      shards.close();
      throw e;
    }
  }

  private Process launch(int node) throws IOException {
    Path home = Files.createDirectories(directory.resolve("redis-" + ports.get(node)));
    return new ProcessBuilder(
            program.toString(),
            "--port",
            Integer.toString(ports.get(node)),
            "--bind",
            HOST,
            "--cluster-enabled",
            "yes",
            "--cluster-node-timeout",
            Integer.toString(timeoutMs),
            "--save",
            "",
            "--appendonly",
            "no",
            "--dir",
            home.toString())
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(home.resolve("log").toFile()))
        .start();
  }

  private void create() throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("redis-cli", "--cluster", "create"));
    ports.forEach(port -> command.add(HOST + ":" + port));
    command.addAll(List.of("--cluster-replicas", Integer.toString(replicas), "--cluster-yes"));
    Shards.await("redis to listen", () -> ports.stream().noneMatch(FreePorts::isFree));
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("create.log").toFile())
            .start();
    if (process.waitFor() != 0) {
      throw new IOException(
          "redis-cli --cluster create failed: " + directory.resolve("create.log"));
    }
  }

  @Override
  public String name() {
    return name(timeoutMs);
  }

  /** {@return what reports call a cluster with this cluster-node-timeout} */
  public static String name(int timeoutMs) {
    return "Redis, node timeout " + timeoutMs + " ms";
  }

  @Override
  public List<Integer> ports() {
    return ports;
  }

  @Override
  public long pid(int node) {
    return processes.get(node).pid();
  }

  @Override
  public void kill(int node) throws InterruptedException {
    processes.get(node).destroyForcibly().waitFor();
  }

  @Override
  public void restart(int node) throws IOException {
    processes.set(node, launch(node));
    Shards.await("redis to listen", () -> !FreePorts.isFree(ports.get(node)));
  }

  @Override
  public int replicas() {
    return replicas;
  }

  private void stopAll() {
    processes.forEach(Process::destroyForcibly);
  }

  @Override
  public void close() {
    stopAll();
    Runtime.getRuntime().removeShutdownHook(killer);
  }
}
