package io.ember.engine;

import io.ember.engine.command.CommandTable;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A key-value engine in this process. Without extensions it executes calls on its own stores; with
 * the cluster extension on the class path the same program is a node of a cluster.
 *
 * <pre>{@code
 * try (StorageEngine engine = StorageEngine.open(Path.of("ember.properties"))) {
 *   engine.put("greeting", "hello");
 *   String value = engine.get("greeting");
 * }
 * }</pre>
 *
 * <p>Any thread. Blocking methods must not be called from an interceptor or a lane.
 */
public interface StorageEngine extends AutoCloseable {
  /**
   * Opens an engine as the properties file says.
   *
   * @throws ConfigException if something in it is wrong, naming the file, the line and what is
   *     allowed
   */
  static StorageEngine open(Path file) {
    return EngineBootstrap.open(EngineConfig.load(file));
  }

  /** Opens an engine with this configuration. */
  static StorageEngine open(EngineConfig config) {
    return EngineBootstrap.open(config);
  }

  /** {@return the configuration} */
  EngineConfig config();

  /** {@return every command that the engine knows} */
  CommandTable commands();

  /**
   * Sends a filled call through the chain; it answers through the call, perhaps later and on
   * another thread.
   */
  void execute(EngineCall call);

  /**
   * {@return the answer of a command, later; an error is a {@link Reply.Failure}, not an exception}
   *
   * <p>It completes on the thread that executed the command, perhaps a lane: whatever depends on it
   * and takes time belongs into an {@code ...Async} method of the future. If the engine is closed
   * before it answers, the future fails with an {@link IndeterminateException}.
   *
   * <p>Code in the process has no connection, so commands about the state of one are answered with
   * an error: MULTI and its family, SUBSCRIBE and its family, MONITOR.
   *
   * @throws StoreException if there is no memory for a large argument
   */
  CompletableFuture<Reply> callAsync(byte[]... arguments);

  /**
   * {@return the answer of a command; waits for it}
   *
   * @throws IndeterminateException if the wait is interrupted or the engine closed meanwhile: the
   *     command may or may not be executed
   */
  Reply call(byte[]... arguments);

  /** {@return the answer of a command whose arguments are text} */
  default Reply call(String... arguments) {
    byte[][] bytes = new byte[arguments.length][];
    for (int i = 0; i < arguments.length; i++) {
      bytes[i] = arguments[i].getBytes(StandardCharsets.UTF_8);
    }
    return call(bytes);
  }

  /**
   * {@return the value of a key, or null}
   *
   * @throws EngineException if the engine answers an error
   */
  byte @Nullable [] get(byte[] key);

  /** {@return the value of a key as text, or null} */
  default @Nullable String get(String key) {
    byte[] value = get(key.getBytes(StandardCharsets.UTF_8));
    return value == null ? null : new String(value, StandardCharsets.UTF_8);
  }

  /**
   * Sets the value of a key.
   *
   * @throws EngineException if the engine answers an error
   */
  void put(byte[] key, byte[] value);

  /** Sets the value of a key, both as text. */
  default void put(String key, String value) {
    put(key.getBytes(StandardCharsets.UTF_8), value.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * {@return whether the key existed; it does not any more}
   *
   * @throws EngineException if the engine answers an error
   */
  boolean remove(byte[] key);

  /**
   * Waits until the engine was asked to shut down (SHUTDOWN, {@link EngineContext#requestShutdown})
   * or closed.
   */
  void awaitShutdownRequest() throws InterruptedException;

  /**
   * Stops extensions in reverse order and frees everything. Only the first call does; the others
   * wait until that is done. Later calls of commands are answered with an error.
   *
   * @throws EngineCloseException if an extension threw or took too long; everything else is freed
   */
  @Override
  void close();
}
