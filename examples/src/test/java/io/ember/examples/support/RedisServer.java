package io.ember.examples.support;

import io.ember.examples.process.FreePorts;
import io.ember.examples.process.NodeProcess;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Debian's {@code redis-server} as the reference, a process on loopback without persistence. */
public final class RedisServer {
  /** What a skipped test says. */
  public static final String MISSING =
      "redis-server is not on the PATH: nothing to compare with (apt-get install redis-server)";

  private RedisServer() {}

  /** {@return whether there is one on this machine} */
  public static boolean isInstalled() {
    return isOnPath("redis-server");
  }

  /** {@return whether a program of this name is on the PATH} */
  public static boolean isOnPath(String program) {
    String path = System.getenv().getOrDefault("PATH", "");
    for (String dir : path.split(File.pathSeparator)) {
      if (new File(dir, program).canExecute()) {
        return true;
      }
    }
    return false;
  }

  /** Starts a server of one database, not clustered, and waits until it serves. */
  public static NodeProcess startStandalone(Path dir, String... options)
      throws InterruptedException {
    NodeProcess server = start(dir, options);
    server.awaitReady();
    return server;
  }

  /** Starts a cluster of one node that owns all slots, and waits until it serves. */
  public static NodeProcess startCluster(Path dir) throws IOException, InterruptedException {
    NodeProcess server =
        start(dir, "--cluster-enabled", "yes", "--cluster-config-file", "nodes.conf");
    try (RespClient client = connectWhenListening(server)) {
      RespValue answer = client.call("CLUSTER", "ADDSLOTSRANGE", "0", "16383");
      if (answer.isError()) {
        throw new IllegalStateException(answer.toString());
      }
    }
    server.awaitReady();
    return server;
  }

  private static NodeProcess start(Path dir, String... options) {
    int port = FreePorts.next();
    List<String> command =
        new ArrayList<>(
            List.of(
                "redis-server",
                "--port",
                Integer.toString(port),
                "--bind",
                "127.0.0.1",
                "--dir",
                dir.toString(),
                "--save",
                "",
                "--databases",
                "1",
                "--daemonize",
                "no"));
    command.addAll(List.of(options));
    return NodeProcess.start(command, Map.of(), port, dir.resolve("redis-" + port + ".log"));
  }

  private static RespClient connectWhenListening(NodeProcess server) throws InterruptedException {
    return Eventually.get(
        "redis-server listens", () -> RespClient.connect(server.port()), server::lastLine);
  }
}
