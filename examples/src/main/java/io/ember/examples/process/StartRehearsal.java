package io.ember.examples.process;

import io.ember.engine.EngineConfig;
import io.ember.engine.StorageEngine;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Starts a node on loopback in a directory that it deletes again, has it answer some calls and
 * ends. The launcher keeps the classes that this loads for later starts.
 */
public final class StartRehearsal {
  private static final int TIMEOUT_MS = 30_000;
  private static final List<String> CALLS =
      List.of(
          "SET a 1",
          "INCR a",
          "MGET a {a}b",
          "EXPIRE a 100",
          "DEL a",
          "CLUSTER SLOTS",
          "CLUSTER NODES",
          "INFO",
          "SCAN 0",
          "DBSIZE",
          "QUIT");

  private StartRehearsal() {}

  public static void main(String[] args) throws IOException {
    Path directory = Files.createTempDirectory("ember-rehearsal");
    try {
      run(directory);
    } finally {
      delete(directory);
    }
    System.exit(0);
  }

  private static void run(Path directory) throws IOException {
    int port = FreePorts.next();
    Path file =
        Files.writeString(directory.resolve("ember.properties"), "ember.client.port = " + port);
    EngineConfig config =
        EngineConfig.load(
            file,
            Map.of(
                "ember.node.dir",
                directory.resolve("data").toString(),
                "ember.cluster.bootstrap",
                "true"));
    StorageEngine engine = StorageEngine.open(config);
    try {
      answer(port);
    } finally {
      engine.close();
    }
  }

  private static void answer(int port) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(TIMEOUT_MS);
      String calls = String.join("\r\n", CALLS) + "\r\n";
      socket.getOutputStream().write(calls.getBytes(StandardCharsets.US_ASCII));
      InputStream replies = socket.getInputStream();
      while (replies.read() >= 0) {
        // The last call has the node close the connection.
      }
    }
  }

  private static void delete(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }
}
