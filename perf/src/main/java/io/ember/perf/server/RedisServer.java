package io.ember.perf.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** A Redis or Valkey server in cluster mode: one node that owns every slot and persists nothing. */
public final class RedisServer implements Target {
  private static final List<String> PROGRAMS = List.of("redis-server", "valkey-server");

  private final ServerProcess process;
  private final int port;
  private final long pid;
  private final long startupNs;
  private final String version;

  private RedisServer(ServerProcess process, int port, long pid, long startupNs, String version) {
    this.process = process;
    this.port = port;
    this.pid = pid;
    this.startupNs = startupNs;
    this.version = version;
  }

  /** {@return the installed server, found on the PATH} */
  public static Optional<Path> find() {
    return PROGRAMS.stream().flatMap(program -> Programs.find(program).stream()).findFirst();
  }

  /** {@return the installed server} */
  public static Path findOrFail() throws IOException {
    return find()
        .orElseThrow(
            () -> new IOException("neither redis-server nor valkey-server is on the PATH"));
  }

  /**
   * Starts a server.
   *
   * @param directory for its files, created if missing
   */
  public static RedisServer start(Path program, Path directory) throws IOException {
    Files.createDirectories(directory);
    int port = ServerProcess.freePort();
    ProcessBuilder builder =
        new ProcessBuilder(
            program.toString(),
            "--port",
            Integer.toString(port),
            "--bind",
            ServerProcess.HOST,
            "--cluster-enabled",
            "yes",
            "--save",
            "",
            "--appendonly",
            "no",
            "--daemonize",
            "no",
            "--dir",
            directory.toString());
    Programs.cleanEnvironment(builder);
    ServerProcess process = new ServerProcess("redis", builder, directory.resolve("server.log"));
    try {
      process.await(
          port, probe -> probe.call("CLUSTER", "ADDSLOTSRANGE", "0", "16383").equals("OK"));
      process.await(port, probe -> probe.call("SET", "ready", "1").equals("OK"));
      long startupNs = process.ageNs();
      try (RespProbe probe = new RespProbe(ServerProcess.HOST, port)) {
        probe.callOrFail("DEL", "ready");
        String version = Programs.infoField(probe.callOrFail("INFO", "server"), "redis_version");
        long pid = process.pid(program.getFileName().toString());
        return new RedisServer(process, port, pid, startupNs, version);
      }
    } catch (IOException e) {
      process.close();
      throw e;
    }
  }

  @Override
  public String name() {
    return "Redis";
  }

  /** {@return what INFO says} */
  public String version() {
    return version;
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
