package io.ember.engine;

import io.ember.engine.command.CommandTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * The engine that {@link EngineBootstrap} opens: embedded calls, the chain that all calls pass, and
 * the end. Any thread.
 */
final class LocalEngine implements StorageEngine {
  /** Commands about a state that only a connection has. */
  private static final Set<String> OF_CONNECTIONS =
      Set.of(
          "multi",
          "exec",
          "discard",
          "watch",
          "unwatch",
          "subscribe",
          "unsubscribe",
          "psubscribe",
          "punsubscribe",
          "ssubscribe",
          "sunsubscribe",
          "monitor");

  private static final byte[] GET = Bytes.of("GET").toByteArray();
  private static final byte[] SET = Bytes.of("SET").toByteArray();
  private static final byte[] DEL = Bytes.of("DEL").toByteArray();

  private final EngineParts parts;
  private final LocalExecutor executor;
  private final Runnable storesReady;
  private final Housekeeper housekeeper;
  private final WaitingCalls waiting = new WaitingCalls();
  private final Set<EmbeddedCall> underway = ConcurrentHashMap.newKeySet();
  private final CountDownLatch shutdownRequested = new CountDownLatch(1);
  private final AtomicBoolean closing = new AtomicBoolean();
  private final CountDownLatch closed = new CountDownLatch(1);
  private volatile Interceptor.Next entrance = waiting;

  /**
   * @param storesReady waits until the stores are ready, or throws why they will not be
   */
  LocalEngine(EngineParts parts, LocalExecutor executor, Runnable storesReady) {
    this.parts = parts;
    this.executor = executor;
    this.storesReady = storesReady;
    this.housekeeper = new Housekeeper(executor);
    executor.whenOpened(housekeeper::start);
  }

  /**
   * Starts the extensions, lets calls into the chain, and tells the extensions so.
   *
   * @throws RuntimeException what one of them threw; everything is closed again then
   */
  void start() {
    try {
      parts.extensions().start(new Context());
      storesReady.run();
      entrance = InterceptorChain.of(parts.extensions().interceptors(), executor);
      waiting.release(entrance);
      parts.extensions().opened();
    } catch (Throwable failure) {
      closing.set(true);
      free()
          .forEach(
              other -> {
                if (other != failure) {
                  failure.addSuppressed(other);
                }
              });
      throw failure;
    }
  }

  @Override
  public EngineConfig config() {
    return parts.config();
  }

  @Override
  public CommandTable commands() {
    return parts.commands();
  }

  @Override
  public void execute(EngineCall call) {
    entrance.proceed(call);
  }

  @Override
  public CompletableFuture<Reply> callAsync(byte[]... arguments) {
    if (arguments.length == 0) {
      throw new IllegalArgumentException("a call needs at least the name of a command");
    }
    EmbeddedCall call = EmbeddedCall.of(arguments, parts.stores());
    boolean isCommand = parts.commands().resolve(call);
    String connected = commandOfConnections(call, isCommand);
    if (connected != null) {
      call.reject(
          ErrorCode.ERR, connected + " is not offered to embedded calls, which have no connection");
      return call.answer();
    }
    if (!isCommand) {
      call.completed();
      return call.answer();
    }
    underway.add(call);
    execute(call);
    CompletableFuture<Reply> answer = call.answer();
    if (answer.isDone()) {
      underway.remove(call);
    } else {
      answer.whenComplete((reply, failure) -> underway.remove(call));
    }
    return answer;
  }

  /**
   * {@return the name of a command that only connections have, also where no extension brings it;
   * null for all others}
   */
  private static @Nullable String commandOfConnections(EngineCall call, boolean isCommand) {
    String name = isCommand ? call.command().name() : call.argumentText(0).toLowerCase(Locale.ROOT);
    return OF_CONNECTIONS.contains(name) ? name.toUpperCase(Locale.ROOT) : null;
  }

  @Override
  public Reply call(byte[]... arguments) {
    try {
      return callAsync(arguments).get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IndeterminateException(
          "interrupted while waiting for an answer; the call may or may not be executed", e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof EmberException failure) {
        throw failure;
      }
      throw new IndeterminateException("the call ended without an answer", e);
    }
  }

  @Override
  public byte @Nullable [] get(byte[] key) {
    Reply reply = valueOrThrow(call(GET, key));
    if (reply instanceof Reply.Bulk bulk) {
      return bulk.bytes();
    }
    if (reply instanceof Reply.Nil) {
      return null;
    }
    throw unexpected("GET", reply);
  }

  @Override
  public void put(byte[] key, byte[] value) {
    Reply reply = valueOrThrow(call(SET, key, value));
    if (!(reply instanceof Reply.Simple)) {
      throw unexpected("SET", reply);
    }
  }

  @Override
  public boolean remove(byte[] key) {
    Reply reply = valueOrThrow(call(DEL, key));
    if (reply instanceof Reply.Int count) {
      return count.value() > 0;
    }
    throw unexpected("DEL", reply);
  }

  private static Reply valueOrThrow(Reply reply) {
    if (reply instanceof Reply.Failure failure) {
      throw new EngineException(failure.code(), failure.message());
    }
    return reply;
  }

  private static IllegalStateException unexpected(String command, Reply reply) {
    return new IllegalStateException(command + " was answered with " + reply);
  }

  @Override
  public void awaitShutdownRequest() throws InterruptedException {
    shutdownRequested.await();
  }

  @Override
  public void close() {
    if (!closing.compareAndSet(false, true)) {
      awaitClosed();
      return;
    }
    List<Throwable> failures = new ArrayList<>(parts.extensions().retire());
    failures.addAll(free());
    if (!failures.isEmpty()) {
      EngineCloseException failure = new EngineCloseException(failures.get(0));
      failures.stream().skip(1).forEach(failure::addSuppressed);
      throw failure;
    }
  }

  private void awaitClosed() {
    try {
      closed.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private List<Throwable> free() {
    shutdownRequested.countDown();
    entrance = LocalEngine::rejectClosed;
    waiting.release(entrance);
    List<Throwable> failures = parts.extensions().close();
    housekeeper.close();
    executor.close();
    for (EmbeddedCall call : underway) {
      call.answer()
          .completeExceptionally(
              new IndeterminateException(
                  "the engine was closed before it answered; the call may or may not have been"
                      + " executed"));
    }
    closed.countDown();
    return failures;
  }

  private static void rejectClosed(EngineCall call) {
    call.reject(ErrorCode.ERR, LocalExecutor.CLOSED);
  }

  /** What extensions see of the engine. */
  private final class Context implements EngineContext {
    @Override
    public EngineConfig config() {
      return parts.config();
    }

    @Override
    public CommandTable commands() {
      return parts.commands();
    }

    @Override
    public SlotStoreFactory stores() {
      return parts.stores();
    }

    @Override
    public SlotStoreConfig storeConfig() {
      return parts.storeConfig();
    }

    @Override
    public MemoryBudget memory() {
      return parts.memory();
    }

    @Override
    public void execute(EngineCall call) {
      LocalEngine.this.execute(call);
    }

    @Override
    public void requestShutdown() {
      shutdownRequested.countDown();
    }
  }
}
