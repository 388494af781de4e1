package io.ember.perf.reshard;

import io.ember.perf.shards.Shards;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import redis.clients.jedis.Connection;
import redis.clients.jedis.ConnectionPoolConfig;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.JedisClientConfig;
import redis.clients.jedis.RedisClusterClient;
import redis.clients.jedis.providers.ClusterConnectionProvider;

/** Jedis with its defaults, but for a pool that has a connection for each thread. Any thread. */
final class JedisLoadClient implements LoadClient {
  private static final byte[] NOTHING = {};

  private final CountingProvider provider;
  private final RedisClusterClient client;

  JedisLoadClient(List<Integer> ports, int threads) {
    JedisClientConfig config =
        DefaultJedisClientConfig.builder().autoNegotiateProtocol(false).build();
    Set<HostAndPort> nodes =
        ports.stream().map(port -> new HostAndPort(Shards.HOST, port)).collect(Collectors.toSet());
    ConnectionPoolConfig pool = new ConnectionPoolConfig();
    pool.setMaxTotal(threads);
    pool.setMaxIdle(threads);
    provider = new CountingProvider(nodes, config, pool);
    client =
        RedisClusterClient.builder()
            .nodes(nodes)
            .clientConfig(config)
            .connectionProvider(provider)
            .build();
  }

  /** Jedis asks the node that said MOVED for the slots, and asks in no other case. */
  private static final class CountingProvider extends ClusterConnectionProvider {
    private final AtomicLong moved = new AtomicLong();

    CountingProvider(Set<HostAndPort> nodes, JedisClientConfig config, ConnectionPoolConfig pool) {
      super(nodes, config, pool);
    }

    @Override
    public void renewSlotCache(Connection connection) {
      moved.incrementAndGet();
      super.renewSlotCache(connection);
    }
  }

  @Override
  public void set(byte[] key, byte[] value) {
    client.set(key, value);
  }

  @Override
  public byte[] get(byte[] key) {
    byte[] value = client.get(key);
    return value == null ? NOTHING : value;
  }

  @Override
  public long movedCount() {
    return provider.moved.get();
  }

  @Override
  public void close() {
    client.close();
  }
}
