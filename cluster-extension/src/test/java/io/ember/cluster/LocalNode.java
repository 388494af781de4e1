package io.ember.cluster;

import io.ember.cluster.server.RespClient;
import io.ember.engine.EngineConfig;
import io.ember.engine.StorageEngine;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** A whole node in this process, as its users have it: found by the engine on the class path. */
public final class LocalNode implements AutoCloseable {
  private final Path directory;
  private final boolean ownsDirectory;
  private final int port;
  private final int busPort;
  private final StorageEngine engine;

  /** Starts the first node of a cluster, with these settings besides; keys and values in turn. */
  public LocalNode(String... settings) {
    this(temporaryDirectory(), true, settings);
  }

  /** Starts a node in a directory that stays. */
  public LocalNode(Path directory, String... settings) {
    this(directory, false, settings);
  }

  private LocalNode(Path directory, boolean ownsDirectory, String... settings) {
    this.directory = directory;
    this.ownsDirectory = ownsDirectory;
    Map<String, String> all = new TreeMap<>();
    all.put("ember.node.dir", directory.toString());
    all.put("ember.storage.type", "heap");
    all.put("ember.cluster.bootstrap", "true");
    all.put("ember.lanes", "2");
    putFreePorts(all);
    // A node that is alone elects itself after this time.
    all.put("ember.raft.election-timeout-ms", "50");
    for (int i = 0; i < settings.length; i += 2) {
      all.put(settings[i], settings[i + 1]);
    }
    port = Integer.parseInt(all.getOrDefault("ember.client.port", ""));
    busPort = Integer.parseInt(all.getOrDefault("ember.bus.port", ""));
    engine = StorageEngine.open(EngineConfig.of(all));
  }

  private static Path temporaryDirectory() {
    try {
      return Files.createTempDirectory("ember-node");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Two that are held together, so that they are not the same. */
  private static void putFreePorts(Map<String, String> all) {
    try (ServerSocket client = new ServerSocket(0);
        ServerSocket bus = new ServerSocket(0)) {
      all.put("ember.client.port", Integer.toString(client.getLocalPort()));
      all.put("ember.bus.port", Integer.toString(bus.getLocalPort()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** {@return the engine that has become a node} */
  public StorageEngine engine() {
    return engine;
  }

  /** {@return the port of the Redis protocol} */
  public int port() {
    return port;
  }

  /** {@return the port of the bus} */
  public int busPort() {
    return busPort;
  }

  /** {@return a new connection} */
  public RespClient connect() {
    return new RespClient(port);
  }

  @Override
  public void close() {
    engine.close();
    if (ownsDirectory) {
      deleteDirectory();
    }
  }

  private void deleteDirectory() {
    try (Stream<Path> paths = Files.walk(directory)) {
      for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
