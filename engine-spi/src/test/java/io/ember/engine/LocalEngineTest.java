package io.ember.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LocalEngineTest {
  private static StorageEngine open() {
    return StorageEngine.open(EngineConfig.of(Map.of()));
  }

  @Test
  void putsGetsAndRemovesWithNothingButThisModule() {
    try (StorageEngine engine = open()) {
      engine.put("greeting", "hello");

      assertThat(engine.get("greeting")).isEqualTo("hello");
      assertThat(engine.get("other")).isNull();
      assertThat(engine.remove(Bytes.of("greeting").toByteArray())).isTrue();
      assertThat(engine.remove(Bytes.of("greeting").toByteArray())).isFalse();
      assertThat(engine.get("greeting")).isNull();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 65_535, 65_536, 5_000_000})
  void keepsBinaryValuesOfAnySize(int length) {
    byte[] value = new byte[length];
    new java.util.Random(length).nextBytes(value);
    byte[] key = {0, (byte) 0xFF, '\r', '\n'};
    try (StorageEngine engine = open()) {
      engine.put(key, value);

      assertThat(Arrays.equals(engine.get(key), value)).isTrue();
    }
  }

  @Test
  void answersCommandsAsValues() {
    try (StorageEngine engine = open()) {
      assertThat(engine.call("SET", "k", "v")).isEqualTo(new Reply.Simple("OK"));
      assertThat(engine.call("get", "k")).isEqualTo(new Reply.Bulk(new byte[] {'v'}));
      assertThat(engine.call("EXISTS", "k", "k", "none")).isEqualTo(new Reply.Int(2));
      assertThat(engine.callAsync(new byte[][] {{'G', 'E', 'T'}, {'x'}}).join())
          .isEqualTo(Reply.NIL);
    }
  }

  @Test
  void answersErrorsAsValues() {
    try (StorageEngine engine = open()) {
      assertThat(engine.call("NOSUCH", "k").toString()).startsWith("ERR unknown command 'NOSUCH'");
      assertThat(engine.call("GET").toString())
          .isEqualTo("ERR wrong number of arguments for 'get' command");
    }
  }

  @Test
  void throwsErrorsFromItsConvenientMethods() {
    try (StorageEngine engine = open()) {
      byte[] tooLong = new byte[SlotStore.MAX_KEY_BYTES + 1];

      assertThatThrownBy(() -> engine.put(tooLong, new byte[0]))
          .isInstanceOf(EngineException.class)
          .hasMessageContaining("key exceeds")
          .satisfies(e -> assertThat(((EngineException) e).code()).isEqualTo(ErrorCode.ERR));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"MULTI", "subscribe", "WATCH"})
  void offersNoCommandsOfConnectionsToEmbeddedCalls(String command) {
    try (StorageEngine engine = open()) {
      assertThat(engine.call(command, "k").toString())
          .isEqualTo(
              "ERR "
                  + command.toUpperCase(Locale.ROOT)
                  + " is not offered to embedded calls, which have no connection");
    }
  }

  @Test
  void refusesACallWithoutACommand() {
    try (StorageEngine engine = open()) {
      assertThatThrownBy(() -> engine.call(new byte[0][]))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void servesManyThreads() {
    int threads = 4;
    int keys = 500;
    CountDownLatch start = new CountDownLatch(1);
    try (StorageEngine engine = open()) {
      List<CompletableFuture<Void>> workers = new ArrayList<>();
      for (int t = 0; t < threads; t++) {
        String prefix = "t" + t + ":";
        workers.add(
            CompletableFuture.runAsync(
                () -> {
                  awaitUninterruptibly(start);
                  for (int i = 0; i < keys; i++) {
                    engine.put(prefix + i, prefix + i);
                    assertThat(engine.get(prefix + i)).isEqualTo(prefix + i);
                  }
                }));
      }
      start.countDown();
      workers.forEach(CompletableFuture::join);

      for (int t = 0; t < threads; t++) {
        assertThat(engine.get("t" + t + ":" + (keys - 1))).isNotNull();
      }
    }
  }

  private static void awaitUninterruptibly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void answersAClearErrorAfterItWasClosed() {
    StorageEngine engine = open();
    engine.put("k", "v");
    engine.close();

    assertThat(engine.call("GET", "k"))
        .isEqualTo(new Reply.Failure(ErrorCode.ERR, "the engine is closed"));
    assertThatThrownBy(() -> engine.put("k", "v"))
        .isInstanceOf(EngineException.class)
        .hasMessageContaining("the engine is closed");
  }

  @Test
  void closesTwice() {
    StorageEngine engine = open();

    engine.close();
    engine.close();
  }

  @Test
  void endsTheWaitForAShutdownWhenItCloses() {
    StorageEngine engine = open();
    CompletableFuture<Void> waiting =
        CompletableFuture.runAsync(
            () -> {
              try {
                engine.awaitShutdownRequest();
              } catch (InterruptedException e) {
                throw new IllegalStateException(e);
              }
            });

    engine.close();

    waiting.join();
  }

  @Test
  void knowsItsConfigurationAndCommands() {
    EngineConfig config = EngineConfig.of(Map.of("ember.storage.type", "heap"));
    try (StorageEngine engine = StorageEngine.open(config)) {
      assertThat(engine.config()).isSameAs(config);
      assertThat(engine.commands().find("GET")).isNotNull();
    }
  }

  @Test
  void refusesAStoreThatIsNotThere() {
    EngineConfig config = EngineConfig.of(Map.of("ember.storage.type", "glass"));

    assertThatThrownBy(() -> StorageEngine.open(config))
        .isInstanceOf(ConfigException.class)
        .hasMessage(
            "ember.storage.type = glass (given by the program): there is no such store on the class"
                + " path, only heap");
  }

  @Test
  void refusesWritesAtTheLimitOfMemory() {
    EngineConfig config = EngineConfig.of(Map.of("ember.storage.max-memory", "10000"));
    try (StorageEngine engine = StorageEngine.open(config)) {
      Reply last = Reply.NIL;
      for (int i = 0; i < 1000 && !(last instanceof Reply.Failure); i++) {
        last = engine.call("SET", "key:" + i, "v".repeat(100));
      }

      assertThat(last).isInstanceOf(Reply.Failure.class);
      assertThat(((Reply.Failure) last).code()).isEqualTo(ErrorCode.OOM);
      assertThat(engine.get("key:0")).isNotNull();
    }
  }

  @Test
  void evictsAtTheLimitOfMemoryIfToldTo() {
    EngineConfig config =
        EngineConfig.of(
            Map.of("ember.storage.max-memory", "20000", "ember.storage.eviction", "allkeys-lru"));
    try (StorageEngine engine = StorageEngine.open(config)) {
      for (int i = 0; i < 2000; i++) {
        engine.put("key:" + i, "v".repeat(100));
      }

      assertThat(engine.get("key:1999")).isNotNull();
    }
  }
}
