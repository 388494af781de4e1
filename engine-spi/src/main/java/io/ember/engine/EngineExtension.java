package io.ember.engine;

import io.ember.engine.command.CommandTable;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Something that joins an engine when its jar is on the class path: found with {@link
 * java.util.ServiceLoader}.
 *
 * <p>Life: {@link #configKeys}, {@link #registerCommands}, {@link #start}, {@link #interceptor},
 * calls, {@link #close}. Extensions start in the order of {@link #order}, then name, and close in
 * reverse; when one fails to start, those that had started are closed and the engine does not open.
 */
public interface EngineExtension {
  /** {@return a name that no other extension has, for messages} */
  String name();

  /** {@return the place in the chain: lower sees calls earlier; the cluster is last} */
  int order();

  /** {@return the configuration keys that the extension reads, so that a mistyped one is found} */
  default List<ConfigKey<?>> configKeys() {
    return List.of();
  }

  /** Adds the extension's own commands. */
  default void registerCommands(CommandTable.Builder commands) {}

  /**
   * Starts the extension. Calls may be made through {@link EngineContext#execute} from here on, and
   * arrive once the whole engine has opened.
   *
   * @throws ConfigException if the configuration does not let it
   */
  default void start(EngineContext context) {}

  /**
   * {@return the extension's link in the chain, asked for once after {@link #start}; null for none}
   */
  default @Nullable Interceptor interceptor() {
    return null;
  }

  /** Called once every extension has started and the chain is complete: the time to open ports. */
  default void opened() {}

  /**
   * The engine is about to close, and calls still pass: the time to hand over to others and to end
   * connections in order. Called once before {@link #close} if {@link #opened} was, with the same
   * limit of time.
   */
  default void retire() {}

  /**
   * Stops the extension; calls that it still has are answered. Called once if {@link #start} was
   * called, even if that failed, on a thread of its own: after 30 seconds the engine goes on
   * without waiting for it.
   */
  default void close() {}
}
