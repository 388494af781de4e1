package io.ember.perf.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** An Ember node as its launcher starts it, with the shipped configuration. */
public final class EmberServer implements Target {
  private final ServerProcess process;
  private final int port;
  private final long pid;
  private final long startupNs;

  private EmberServer(ServerProcess process, int port, long pid, long startupNs) {
    this.process = process;
    this.port = port;
    this.pid = pid;
    this.startupNs = startupNs;
  }

  /**
   * Starts a node on a free port.
   *
   * @param home root of the checkout
   * @param directory for its files, created if missing
   */
  public static EmberServer start(Path home, Path directory, EmberOptions options)
      throws IOException {
    Path launcher = home.resolve("examples").resolve("bin").resolve("ember");
    if (!Files.isExecutable(launcher)) {
      throw new IOException("there is no launcher " + launcher);
    }
    Files.createDirectories(directory);
    int port = ServerProcess.freePort();
    List<String> command = new ArrayList<>();
    command.add(launcher.toString());
    command.add("node");
    command.add("--config");
    command.add(home.resolve("examples").resolve("conf").resolve("ember.properties").toString());
    command.add("--set");
    command.add("ember.client.port=" + port);
    command.add("--set");
    command.add("ember.node.dir=" + directory.resolve("data"));
    for (String setting : options.settings()) {
      command.add("--set");
      command.add(setting);
    }
    ProcessBuilder builder = new ProcessBuilder(command);
    Programs.cleanEnvironment(builder);
    if (!options.jvmOptions().isEmpty()) {
      builder.environment().put("JDK_JAVA_OPTIONS", options.jvmOptions());
    }
    ServerProcess process = new ServerProcess("ember", builder, directory.resolve("server.log"));
    try {
      process.await(port, probe -> probe.call("SET", "ready", "1").equals("OK"));
      long startupNs = process.ageNs();
      try (RespProbe probe = new RespProbe(ServerProcess.HOST, port)) {
        probe.callOrFail("DEL", "ready");
      }
      return new EmberServer(process, port, process.pid("java"), startupNs);
    } catch (IOException e) {
      process.close();
      throw e;
    }
  }

  @Override
  public String name() {
    return "Ember";
  }

  @Override
  public String host() {
    return ServerProcess.HOST;
  }

  @Override
  public int port() {
    return port;
  }

  @Override
  public long pid() {
    return pid;
  }

  @Override
  public long startupNs() {
    return startupNs;
  }

  @Override
  public void close() {
    process.close();
  }
}
