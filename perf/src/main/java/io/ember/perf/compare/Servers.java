package io.ember.perf.compare;

import io.ember.perf.server.EmberOptions;
import io.ember.perf.server.EmberServer;
import io.ember.perf.server.RedisServer;
import io.ember.perf.server.Target;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/**
 * Starts the two servers, each time with empty directories of their own.
 *
 * @param home root of the checkout
 * @param redis the program
 * @param directory of the results: the servers' logs stay there
 */
record Servers(Path home, Path redis, EmberOptions emberOptions, Path directory) {

  Target startEmber(String purpose) throws IOException {
    return EmberServer.start(home, emptied("ember-" + purpose), emberOptions);
  }

  RedisServer startRedis(String purpose) throws IOException {
    return RedisServer.start(redis, emptied("redis-" + purpose));
  }

  /** Starts the server of that name. */
  Target start(String server, String purpose) throws IOException {
    return server.equals(Measurements.EMBER) ? startEmber(purpose) : startRedis(purpose);
  }

  private Path emptied(String name) throws IOException {
    Path dir = directory.resolve("servers").resolve(name);
    if (Files.exists(dir)) {
      try (Stream<Path> files = Files.walk(dir)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
    return Files.createDirectories(dir);
  }
}
