package io.ember.examples.migration;

import io.ember.examples.process.ClusterClients;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.RedisClusterClient;

/** Jedis, as it comes but for its patience. */
final class JedisUser implements ClusterUser {
  // Five attempts are its default; the time limits suit a machine that is busy.
  private static final int ATTEMPTS = 5;
  private static final int TIMEOUT_MS = 20_000;
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final RedisClusterClient client;

  JedisUser(Collection<Integer> ports) {
    client = ClusterClients.connect(ports, TIMEOUT_MS, ATTEMPTS, PATIENCE);
  }

  @Override
  public String name() {
    return "jedis";
  }

  @Override
  public void set(String key, String value) {
    client.set(key, value);
  }

  @Override
  public @Nullable String get(String key) {
    return client.get(key);
  }

  @Override
  public long increment(String key) {
    return client.incr(key);
  }

  @Override
  public void setAll(Map<String, String> pairs) {
    client.mset(
        pairs.entrySet().stream()
            .flatMap(each -> List.of(each.getKey(), each.getValue()).stream())
            .toArray(String[]::new));
  }

  @Override
  public List<@Nullable String> getAll(String... keys) {
    return new ArrayList<@Nullable String>(client.mget(keys));
  }

  @Override
  public void close() {
    client.close();
  }
}
