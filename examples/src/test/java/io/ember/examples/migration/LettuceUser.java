package io.ember.examples.migration;

import io.lettuce.core.KeyValue;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.RedisURI;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.cluster.api.StatefulRedisClusterConnection;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Lettuce, as it comes. */
final class LettuceUser implements ClusterUser {
  private final RedisClusterClient client;
  private final StatefulRedisClusterConnection<String, String> connection;

  LettuceUser(Collection<Integer> ports) {
    client =
        RedisClusterClient.create(
            ports.stream().map(port -> RedisURI.create("127.0.0.1", port)).toList());
    connection = client.connect();
  }

  @Override
  public String name() {
    return "lettuce";
  }

  @Override
  public void set(String key, String value) {
    connection.sync().set(key, value);
  }

  /** Sends a SET without waiting. */
  RedisFuture<String> setLater(String key, String value) {
    return connection.async().set(key, value);
  }

  @Override
  public @Nullable String get(String key) {
    return connection.sync().get(key);
  }

  @Override
  public long increment(String key) {
    return connection.sync().incr(key);
  }

  @Override
  public void setAll(Map<String, String> pairs) {
    connection.sync().mset(pairs);
  }

  @Override
  public List<@Nullable String> getAll(String... keys) {
    List<@Nullable String> values = new ArrayList<>();
    for (KeyValue<String, String> each : connection.sync().mget(keys)) {
      values.add(each.getValueOrElse(null));
    }
    return values;
  }

  @Override
  public void close() {
    connection.close();
    client.shutdown(0, 5, TimeUnit.SECONDS);
  }
}
