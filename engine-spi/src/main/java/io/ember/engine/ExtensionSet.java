package io.ember.engine;

import io.ember.engine.command.CommandTable;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The extensions of an engine in their order: lower {@link EngineExtension#order} first, then by
 * name. Starts them, closes in reverse those that were started, each once and within a bounded
 * time. Owner thread: the one that opens the engine, then the one that closes it.
 */
final class ExtensionSet {
  private final List<EngineExtension> ordered;
  private final long closeLimitMs;
  private final Deque<EngineExtension> started = new ArrayDeque<>();
  private boolean isOpen;

  /**
   * @param closeLimitMs how long one extension may take to close before the others go on
   * @throws ConfigException if two extensions have the same name
   */
  ExtensionSet(List<EngineExtension> found, long closeLimitMs) {
    Map<String, EngineExtension> byName = new HashMap<>();
    for (EngineExtension extension : found) {
      EngineExtension other = byName.putIfAbsent(extension.name(), extension);
      if (other != null) {
        throw new ConfigException(
            "two extensions on the class path are named "
                + extension.name()
                + ": "
                + other.getClass().getName()
                + " and "
                + extension.getClass().getName());
      }
    }
    this.closeLimitMs = closeLimitMs;
    ordered = new ArrayList<>(found);
    ordered.sort(
        Comparator.comparingInt(EngineExtension::order).thenComparing(EngineExtension::name));
  }

  /** {@return the keys that each extension declares, by its name} */
  Map<String, List<ConfigKey<?>>> configKeys() {
    Map<String, List<ConfigKey<?>>> keys = new LinkedHashMap<>();
    ordered.forEach(extension -> keys.put(extension.name(), extension.configKeys()));
    return keys;
  }

  /**
   * Adds the commands of all extensions.
   *
   * @throws ConfigException if one has a name that is taken
   */
  void registerCommands(CommandTable.Builder commands) {
    for (EngineExtension extension : ordered) {
      try {
        extension.registerCommands(commands);
      } catch (IllegalArgumentException e) {
        throw new ConfigException(
            "extension " + extension.name() + " cannot add its commands: " + e.getMessage(), e);
      }
    }
  }

  /** Starts all; what one throws is thrown, and {@link #close} then closes it too. */
  void start(EngineContext context) {
    for (EngineExtension extension : ordered) {
      started.push(extension);
      extension.start(context);
    }
  }

  /** {@return the interceptors of those that have one, in order} */
  List<NamedInterceptor> interceptors() {
    List<NamedInterceptor> interceptors = new ArrayList<>();
    for (EngineExtension extension : ordered) {
      Interceptor interceptor = extension.interceptor();
      if (interceptor != null) {
        interceptors.add(new NamedInterceptor(extension.name(), interceptor));
      }
    }
    return interceptors;
  }

  /** A link of the chain and the extension that it came from. */
  record NamedInterceptor(String name, Interceptor interceptor) {}

  /** Tells all that the engine is open. */
  void opened() {
    isOpen = true;
    ordered.forEach(EngineExtension::opened);
  }

  /** Has those that were opened retire, in reverse. {@return what they threw} */
  List<Throwable> retire() {
    List<Throwable> failures = new ArrayList<>();
    if (isOpen) {
      started.forEach(extension -> end(extension, extension::retire, failures));
    }
    return failures;
  }

  /** Closes those that were started, in reverse. {@return what they threw} */
  List<Throwable> close() {
    List<Throwable> failures = new ArrayList<>();
    while (!started.isEmpty()) {
      EngineExtension extension = started.pop();
      end(extension, extension::close, failures);
    }
    return failures;
  }

  private void end(EngineExtension extension, Runnable ending, List<Throwable> failures) {
    AtomicReference<Throwable> failure = new AtomicReference<>();
    CountDownLatch done = new CountDownLatch(1);
    Thread closer =
        new Thread(
            () -> {
              try {
                ending.run();
              } catch (Throwable e) {
                failure.set(e);
              } finally {
                done.countDown();
              }
            },
            "ember-close-" + extension.name());
    closer.setDaemon(true);
    closer.start();
    if (!awaitEvenIfInterrupted(done)) {
      failures.add(
          new IllegalStateException(
              "extension " + extension.name() + " did not close within " + closeLimitMs + " ms"));
    }
    Throwable thrown = failure.get();
    if (thrown != null) {
      failures.add(thrown);
    }
  }

  private boolean awaitEvenIfInterrupted(CountDownLatch done) {
    boolean interrupted = false;
    long deadlineNs = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(closeLimitMs);
    try {
      while (true) {
        try {
          return done.await(deadlineNs - System.nanoTime(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
          // Half a close would leave ports and threads behind: it ends first, then the interrupt is
          // handed on.
          interrupted = true;
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
