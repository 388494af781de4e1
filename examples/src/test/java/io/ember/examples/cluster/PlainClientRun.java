package io.ember.examples.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.Response;
import redis.clients.jedis.Transaction;

/** Mixed operations of a client that knows nothing of clusters, checked with a model. */
final class PlainClientRun {
  private static final int KEYS = 500;
  private static final String LARGE = "v".repeat(1 << 20);

  private final Jedis jedis;
  private final Jedis other;
  private final long seed;
  private final SplittableRandom random;
  private final Map<String, String> model = new HashMap<>();

  /**
   * @param other writes what the first one watches
   * @param seed also names its keys, so that runs with different seeds can go on side by side
   */
  PlainClientRun(Jedis jedis, Jedis other, long seed) {
    this.jedis = jedis;
    this.other = other;
    this.seed = seed;
    random = new SplittableRandom(seed);
  }

  void run(int operations) {
    for (int i = 0; i < operations; i++) {
      String key = "{plain:" + seed + ":" + random.nextInt(KEYS) + "}";
      int dice = random.nextInt(1000);
      if (dice < 400) {
        assertThat(jedis.get(key)).isEqualTo(model.get(key));
      } else if (dice < 700) {
        set(key, "v" + i);
      } else if (dice < 750) {
        assertThat(jedis.del(key)).isEqualTo(model.remove(key) == null ? 0 : 1);
      } else if (dice < 850) {
        many(key, "m" + i);
      } else if (dice < 950) {
        transaction(key, "t" + i);
      } else if (dice < 998) {
        watched(key, "w" + i, random.nextBoolean());
      } else {
        set(key, LARGE);
      }
    }
    model.forEach((key, value) -> assertThat(jedis.get(key)).isEqualTo(value));
  }

  private void set(String key, String value) {
    assertThat(jedis.set(key, value)).isEqualTo("OK");
    model.put(key, value);
  }

  private void many(String key, String value) {
    assertThat(jedis.mset(key, value, key + "x", value)).isEqualTo("OK");
    model.put(key, value);
    model.put(key + "x", value);
    assertThat(jedis.mget(key, key + "x")).containsExactly(value, value);
  }

  private void transaction(String key, String value) {
    Transaction multi = jedis.multi();
    Response<String> before = multi.get(key);
    multi.set(key, value);
    Response<Long> length = multi.append(key, "!");
    assertThat(multi.exec()).hasSize(3);
    assertThat(before.get()).isEqualTo(model.get(key));
    assertThat(length.get()).isEqualTo(value.length() + 1);
    model.put(key, value + "!");
  }

  private void watched(String key, String value, boolean changes) {
    jedis.watch(key);
    if (changes) {
      assertThat(other.set(key, value)).isEqualTo("OK");
      model.put(key, value);
    }
    Transaction multi = jedis.multi();
    multi.set(key, value + "?");
    List<Object> answers = multi.exec();
    if (changes) {
      assertThat(answers).isNull();
    } else {
      assertThat(answers).containsExactly("OK");
      model.put(key, value + "?");
    }
  }
}
