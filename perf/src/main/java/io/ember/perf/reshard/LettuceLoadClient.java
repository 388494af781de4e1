package io.ember.perf.reshard;

import io.ember.perf.shards.Shards;
import io.lettuce.core.RedisURI;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.cluster.api.StatefulRedisClusterConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Lettuce with its defaults: it refreshes what it knows of the cluster when it is told MOVED. All
 * threads share its connections. Any thread.
 */
final class LettuceLoadClient implements LoadClient {
  private static final byte[] NOTHING = {};
  private static final int STOP_SECONDS = 5;

  private final RedisClusterClient client;
  private final StatefulRedisClusterConnection<byte[], byte[]> connection;

  LettuceLoadClient(List<Integer> ports) {
    client =
        RedisClusterClient.create(
            ports.stream().map(port -> RedisURI.create(Shards.HOST, port)).toList());
    connection = client.connect(ByteArrayCodec.INSTANCE);
  }

  @Override
  public void set(byte[] key, byte[] value) {
    connection.sync().set(key, value);
  }

  @Override
  public byte[] get(byte[] key) {
    byte[] value = connection.sync().get(key);
    return value == null ? NOTHING : value;
  }

  @Override
  public long movedCount() {
    return UNKNOWN;
  }

  @Override
  public void close() {
    connection.close();
    client.shutdown(0, STOP_SECONDS, TimeUnit.SECONDS);
  }
}
