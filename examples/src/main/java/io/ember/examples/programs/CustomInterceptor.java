package io.ember.examples.programs;

import io.ember.engine.EngineCall;
import io.ember.engine.EngineConfig;
import io.ember.engine.EngineExtension;
import io.ember.engine.ErrorCode;
import io.ember.engine.Interceptor;
import io.ember.engine.StorageEngine;
import io.ember.engine.command.CommandFlag;
import io.ember.examples.process.FreePorts;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.LongAdder;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.exceptions.JedisDataException;

/**
 * An extension of one's own: an interceptor that sees every call once, whether it came from a
 * socket, from an EXEC or from code in the process. This one counts the calls that are not
 * constant-time, tells each such command when it is first used, and refuses KEYS.
 *
 * <p>The engine finds it by the file {@code META-INF/services/io.ember.engine.EngineExtension} on
 * the class path, which for this program lies in {@code examples/programs/CustomInterceptor}.
 *
 * <pre>examples/bin/example CustomInterceptor</pre>
 */
public final class CustomInterceptor implements EngineExtension {
  /** Static, since the engine makes the extension and {@link #main} wants to see the counts. */
  private static final Map<String, LongAdder> SLOW_CALLS = new ConcurrentSkipListMap<>();

  /** For {@link java.util.ServiceLoader}. */
  public CustomInterceptor() {}

  @Override
  public String name() {
    return "slow-calls";
  }

  /** {@return a low place in the chain: it sees calls before others may answer them} */
  @Override
  public int order() {
    return 10;
  }

  @Override
  public Interceptor interceptor() {
    return CustomInterceptor::intercept;
  }

  /** Runs on the thread of whoever calls, a client loop for example: it must not wait. */
  private static void intercept(EngineCall call, Interceptor.Next next) {
    String command = call.command().name();
    if (!call.command().is(CommandFlag.FAST)) {
      SLOW_CALLS.computeIfAbsent(command, CustomInterceptor::firstUse).increment();
    }
    if (command.equals("keys")) {
      call.reject(ErrorCode.ERR, "KEYS looks at every key at once: use SCAN");
      return;
    }
    next.proceed(call);
  }

  private static LongAdder firstUse(String command) {
    System.out.println("slow command in use: " + command);
    return new LongAdder();
  }

  public static void main(String[] arguments) throws IOException {
    int port = FreePorts.next();
    EngineConfig config =
        EngineConfig.of(
            Map.of(
                "ember.client.port", Integer.toString(port),
                "ember.node.dir", Files.createTempDirectory("custom-interceptor").toString(),
                "ember.cluster.bootstrap", "true"));
    try (StorageEngine engine = StorageEngine.open(config);
        Jedis client = new Jedis("127.0.0.1", port)) {
      for (int i = 0; i < 100; i++) {
        engine.put("key:" + i, "value");
        client.get("key:" + i);
      }
      for (int i = 0; i < 3; i++) {
        client.scan("0");
        engine.call("DBSIZE");
      }
      client.getrange("key:1", 0, 2);
      try {
        client.keys("*");
      } catch (JedisDataException e) {
        System.out.println("refused: " + e.getMessage());
      }
    }
    System.out.println("slow calls: " + SLOW_CALLS);
  }
}
