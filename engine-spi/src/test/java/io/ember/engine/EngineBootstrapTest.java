package io.ember.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ember.engine.command.CommandSpec;
import io.ember.engine.command.CommandTable;
import io.ember.engine.heap.HeapSlotStoreFactory;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class EngineBootstrapTest {
  private static final long LONG_MS = 30_000;
  private static final long SHORT_MS = 20;

  private final List<String> events = Collections.synchronizedList(new ArrayList<>());

  /** Notes what happens to it. */
  private class Noting implements EngineExtension {
    private final String name;
    private final int order;

    Noting(String name, int order) {
      this.name = name;
      this.order = order;
    }

    @Override
    public String name() {
      return name;
    }

    @Override
    public int order() {
      return order;
    }

    @Override
    public void start(EngineContext context) {
      events.add("start " + name);
    }

    @Override
    public void opened() {
      events.add("opened " + name);
    }

    @Override
    public void close() {
      events.add("close " + name);
    }
  }

  private static StorageEngine open(EngineExtension... extensions) {
    return open(LONG_MS, extensions);
  }

  private static StorageEngine open(long closeLimitMs, EngineExtension... extensions) {
    return EngineBootstrap.open(
        EngineConfig.of(Map.of()),
        List.of(new HeapSlotStoreFactory()),
        List.of(extensions),
        closeLimitMs);
  }

  @Test
  void startsByOrderThenNameAndClosesInReverse() {
    open(new Noting("b", 1), new Noting("z", 0), new Noting("a", 1)).close();

    assertThat(events)
        .containsExactly(
            "start z",
            "start a",
            "start b",
            "opened z",
            "opened a",
            "opened b",
            "close b",
            "close a",
            "close z");
  }

  @Test
  void closesEachExtensionOnce() {
    StorageEngine engine = open(new Noting("a", 1));
    engine.close();
    engine.close();

    assertThat(events).containsExactly("start a", "opened a", "close a");
  }

  @Test
  void refusesTwoExtensionsWithOneName() {
    assertThatThrownBy(() -> open(new Noting("same", 1), new Noting("same", 2)))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("two extensions on the class path are named same")
        .hasMessageContaining(Noting.class.getName());
    assertThat(events).isEmpty();
  }

  @Test
  void undoesAStartThatFailsAndKeepsWhatElseFails() {
    RuntimeException cause = new IllegalStateException("cannot start");
    EngineExtension failing =
        new Noting("failing", 2) {
          @Override
          public void start(EngineContext context) {
            super.start(context);
            throw cause;
          }
        };
    EngineExtension badAtClosing =
        new Noting("bad", 1) {
          @Override
          public void close() {
            super.close();
            throw new IllegalStateException("cannot close");
          }
        };

    assertThatThrownBy(
            () -> open(new Noting("first", 0), badAtClosing, failing, new Noting("never", 3)))
        .isSameAs(cause);

    assertThat(cause.getSuppressed()).hasSize(1);
    assertThat(cause.getSuppressed()[0]).hasMessage("cannot close");
    assertThat(events)
        .containsExactly(
            "start first",
            "start bad",
            "start failing",
            "close failing",
            "close bad",
            "close first");
  }

  @Test
  void undoesEverythingWhenAnExtensionFailsAtTheEnd() {
    EngineExtension failing =
        new Noting("b", 1) {
          @Override
          public void opened() {
            throw new IllegalStateException("port in use");
          }
        };

    assertThatThrownBy(() -> open(new Noting("a", 0), failing)).hasMessage("port in use");

    assertThat(events).containsExactly("start a", "start b", "opened a", "close b", "close a");
  }

  @Test
  void doesNotWaitForEverForAnExtensionThatDoesNotClose() {
    CountDownLatch never = new CountDownLatch(1);
    EngineExtension stuck =
        new Noting("stuck", 1) {
          @Override
          public void close() {
            try {
              never.await();
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
          }
        };
    StorageEngine engine = open(SHORT_MS, new Noting("a", 0), stuck);

    assertThatThrownBy(engine::close)
        .isInstanceOf(EngineCloseException.class)
        .hasMessageContaining("extension stuck did not close within 20 ms");

    assertThat(events).contains("close a");
    assertThat(engine.call("GET", "k")).isInstanceOf(Reply.Failure.class);
    never.countDown();
  }

  @Test
  void tellsOfEveryExtensionThatFailsToClose() {
    EngineExtension one = new FailingToClose("one", 1);
    EngineExtension two = new FailingToClose("two", 2);
    StorageEngine engine = open(one, two);

    assertThatThrownBy(engine::close)
        .isInstanceOf(EngineCloseException.class)
        .hasMessageContaining("two cannot close")
        .satisfies(e -> assertThat(e.getSuppressed()[0]).hasMessage("one cannot close"));
  }

  private final class FailingToClose extends Noting {
    private final String failing;

    FailingToClose(String name, int order) {
      super(name, order);
      failing = name;
    }

    @Override
    public void close() {
      throw new IllegalStateException(failing + " cannot close");
    }
  }

  @Test
  void addsTheCommandsOfExtensions() {
    EngineExtension extension =
        new Noting("a", 1) {
          @Override
          public void registerCommands(CommandTable.Builder commands) {
            commands.add(CommandSpec.named("hello", 1).onCaller(call -> call.reply().bulk("you")));
          }
        };
    try (StorageEngine engine = open(extension)) {
      assertThat(engine.call("HELLO")).isEqualTo(new Reply.Bulk(Bytes.of("you").toByteArray()));
    }
  }

  @Test
  void offersNoTransactionsToEmbeddedCallsThoughAnExtensionHasThem() {
    EngineExtension extension =
        new Noting("a", 1) {
          @Override
          public void registerCommands(CommandTable.Builder commands) {
            commands.add(CommandSpec.named("multi", 1).onCaller(call -> call.reply().ok()));
          }
        };
    try (StorageEngine engine = open(extension)) {
      assertThat(engine.call("MULTI").toString())
          .startsWith("ERR MULTI is not offered to embedded calls");
    }
  }

  @Test
  void refusesACommandThatIsThereAlready() {
    EngineExtension extension =
        new Noting("a", 1) {
          @Override
          public void registerCommands(CommandTable.Builder commands) {
            commands.add(CommandSpec.named("get", 2).key().onSlot((call, data) -> {}));
          }
        };

    assertThatThrownBy(() -> open(extension))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("extension a")
        .hasMessageContaining("get");
  }

  @Test
  void checksTheKeysOfExtensions() {
    EngineExtension extension =
        new Noting("a", 1) {
          @Override
          public List<ConfigKey<?>> configKeys() {
            return List.of(ConfigKey.number("ember.client.port", 1, 1, 10));
          }
        };

    assertThatThrownBy(
            () ->
                EngineBootstrap.open(
                    EngineConfig.of(Map.of("ember.client.port", "11")),
                    List.of(new HeapSlotStoreFactory()),
                    List.of(extension),
                    LONG_MS))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("ember.client.port = 11");
    assertThat(events).isEmpty();
  }

  /** Keeps its context and lets calls pass, or not. */
  private final class Gate extends Noting {
    private final List<EngineCall> kept = new ArrayList<>();
    private @Nullable EngineContext context;
    private boolean keeps;

    Gate() {
      super("gate", 9);
    }

    @Override
    public void start(EngineContext context) {
      this.context = context;
    }

    EngineContext context() {
      EngineContext known = context;
      if (known == null) {
        throw new IllegalStateException("not started");
      }
      return known;
    }

    @Override
    public Interceptor interceptor() {
      return (call, next) -> {
        if (keeps) {
          kept.add(call);
        } else {
          next.proceed(call);
        }
      };
    }
  }

  @Test
  void givesExtensionsWhatTheyMayUse() {
    Gate gate = new Gate();
    try (StorageEngine engine = open(gate)) {
      EngineContext context = gate.context();

      assertThat(context.config()).isSameAs(engine.config());
      assertThat(context.commands()).isSameAs(engine.commands());
      assertThat(context.stores().name()).isEqualTo("heap");
      assertThat(context.storeConfig()).isEqualTo(SlotStoreConfig.DEFAULTS);
      assertThat(context.memory().limitBytes()).isEqualTo(MemoryBudget.UNLIMITED);
    }
  }

  @Test
  void asksTheProgramToShutDown() throws InterruptedException {
    Gate gate = new Gate();
    try (StorageEngine engine = open(gate)) {
      gate.context().requestShutdown();

      engine.awaitShutdownRequest();
      assertThat(engine.call("SET", "k", "v")).isEqualTo(new Reply.Simple("OK"));
    }
  }

  @Test
  void failsTheCallsThatNobodyAnsweredWhenItCloses() {
    Gate gate = new Gate();
    gate.keeps = true;
    StorageEngine engine = open(gate);
    CompletableFuture<Reply> answer = engine.callAsync(new byte[][] {{'G', 'E', 'T'}, {'k'}});
    assertThat(answer.isDone()).isFalse();

    engine.close();

    assertThatThrownBy(answer::join)
        .isInstanceOf(CompletionException.class)
        .hasCauseInstanceOf(IndeterminateException.class);
    gate.kept.get(0).reply().nil();
    gate.kept.get(0).completed();
  }

  @Test
  void throwsWhenTheEngineIsClosedWhileACallWaits() throws InterruptedException {
    Gate gate = new Gate();
    gate.keeps = true;
    StorageEngine engine = open(gate);
    CompletableFuture<Throwable> thrown = new CompletableFuture<>();
    Thread waiting =
        new Thread(
            () -> {
              try {
                engine.get("k");
                thrown.complete(new AssertionError("an answer that nobody gave"));
              } catch (RuntimeException e) {
                thrown.complete(e);
              }
            });
    waiting.start();
    while (waiting.getState() != Thread.State.WAITING) {
      Thread.onSpinWait();
    }

    engine.close();

    assertThat(thrown.join()).isInstanceOf(IndeterminateException.class);
    waiting.join();
  }

  @Test
  void executesCallsOfExtensionsOnceItIsOpen() {
    List<Reply> answers = new ArrayList<>();
    EngineExtension eager =
        new Noting("eager", 0) {
          @Override
          public void start(EngineContext context) {
            byte[][] arguments = {{'S', 'E', 'T'}, {'k'}, {'v'}};
            EmbeddedCall call = EmbeddedCall.of(arguments, context.stores());
            assertThat(context.commands().resolve(call)).isTrue();
            call.answer().thenAccept(answers::add);
            context.execute(call);
            assertThat(answers).isEmpty();
          }
        };
    Gate gate = new Gate();
    try (StorageEngine engine = open(eager, gate)) {
      assertThat(answers).containsExactly(new Reply.Simple("OK"));
      assertThat(engine.get("k")).isEqualTo("v");
    }
  }

  @Test
  void rejectsCallsOfExtensionsWhenItCannotOpen() {
    List<Reply> answers = new ArrayList<>();
    EngineExtension eager =
        new Noting("eager", 0) {
          @Override
          public void start(EngineContext context) {
            EmbeddedCall call =
                EmbeddedCall.of(new byte[][] {{'G', 'E', 'T'}, {'k'}}, context.stores());
            assertThat(context.commands().resolve(call)).isTrue();
            call.answer().thenAccept(answers::add);
            context.execute(call);
            throw new IllegalStateException("cannot start");
          }
        };

    assertThatThrownBy(() -> open(eager)).hasMessage("cannot start");

    assertThat(answers).containsExactly(new Reply.Failure(ErrorCode.ERR, "the engine is closed"));
  }

  @Test
  void prefersTheStoreOfTheHighestPriority() {
    List<String> prepared = new ArrayList<>();
    SlotStoreFactory better = new OtherStore("better", 10, prepared);
    SlotStoreFactory worse = new OtherStore("worse", -1, prepared);

    EngineBootstrap.open(
            EngineConfig.of(Map.of()),
            List.of(worse, new HeapSlotStoreFactory(), better),
            List.of(),
            LONG_MS)
        .close();
    EngineBootstrap.open(
            EngineConfig.of(Map.of("ember.storage.type", "worse")),
            List.of(worse, new HeapSlotStoreFactory(), better),
            List.of(),
            LONG_MS)
        .close();

    assertThat(prepared).containsExactly("better", "worse");
  }

  @Test
  void preparesTheStoresWhileTheExtensionsStart() {
    CountDownLatch extensionStarts = new CountDownLatch(1);
    List<String> prepared = new CopyOnWriteArrayList<>();
    SlotStoreFactory slow =
        new OtherStore("slow", 10, prepared) {
          @Override
          public void prepare(SlotStoreConfig config) {
            awaitUninterruptibly(extensionStarts);
            super.prepare(config);
          }
        };
    EngineExtension extension =
        new Noting("eager", 1) {
          @Override
          public void start(EngineContext context) {
            extensionStarts.countDown();
            context.stores().create(context.storeConfig()).close();
            events.add("created from " + prepared);
          }
        };

    EngineBootstrap.open(EngineConfig.of(Map.of()), List.of(slow), List.of(extension), LONG_MS)
        .close();

    assertThat(events).contains("created from [slow]");
  }

  @Test
  void doesNotOpenIfTheStoresCannotBePrepared() {
    SlotStoreFactory broken =
        new OtherStore("broken", 10, new ArrayList<>()) {
          @Override
          public void prepare(SlotStoreConfig config) {
            throw new ConfigException("a flag is missing");
          }
        };

    assertThatThrownBy(
            () ->
                EngineBootstrap.open(
                    EngineConfig.of(Map.of()),
                    List.of(broken),
                    List.of(new Noting("first", 1)),
                    LONG_MS))
        .isInstanceOf(ConfigException.class)
        .hasMessage("a flag is missing");
    assertThat(events).containsExactly("start first", "close first");
  }

  private static void awaitUninterruptibly(CountDownLatch latch) {
    try {
      assertThat(latch.await(60, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** The heap store under another name. */
  private static class OtherStore implements SlotStoreFactory {
    private final HeapSlotStoreFactory heap = new HeapSlotStoreFactory();
    private final String name;
    private final int priority;
    private final List<String> prepared;

    OtherStore(String name, int priority, List<String> prepared) {
      this.name = name;
      this.priority = priority;
      this.prepared = prepared;
    }

    @Override
    public String name() {
      return name;
    }

    @Override
    public int priority() {
      return priority;
    }

    @Override
    public void prepare(SlotStoreConfig config) {
      prepared.add(name);
    }

    @Override
    public SlotStores create(SlotStoreConfig config) {
      return heap.create(config);
    }

    @Override
    public KeyHasher hasher() {
      return heap.hasher();
    }

    @Override
    public BlobAllocator blobs() {
      return heap.blobs();
    }
  }
}
