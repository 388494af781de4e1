package io.ember.engine;

import io.ember.engine.command.CommandTable;
import io.ember.engine.command.StandardCommands;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.SplittableRandom;
import java.util.stream.Collectors;

/**
 * Finds store and extensions with {@link java.util.ServiceLoader}, checks the configuration against
 * what all of them declare, and opens the engine.
 */
final class EngineBootstrap {
  private static final long CLOSE_LIMIT_MS = 30_000;

  private EngineBootstrap() {}

  static StorageEngine open(EngineConfig config) {
    ClassLoader loader = classLoader();
    return open(
        config,
        find(SlotStoreFactory.class, loader),
        find(EngineExtension.class, loader),
        CLOSE_LIMIT_MS);
  }

  /** Opens an engine with these stores and extensions to choose from. */
  static StorageEngine open(
      EngineConfig config,
      List<SlotStoreFactory> factories,
      List<EngineExtension> found,
      long closeLimitMs) {
    ExtensionSet extensions = new ExtensionSet(found, closeLimitMs);
    Map<String, List<ConfigKey<?>>> keys = new LinkedHashMap<>(extensions.configKeys());
    keys.put("the engine", StorageConfig.KEYS);
    ConfigCheck.check(config, keys);
    StorageConfig storage = StorageConfig.of(config);
    CommandTable.Builder commands = new CommandTable.Builder();
    StandardCommands.register(commands);
    extensions.registerCommands(commands);
    SlotStoreFactory chosen = choose(factories, storage.type(), config);
    chosen.check();
    PreparingFactory factory = new PreparingFactory(chosen, storage.storeConfig());
    EngineParts parts =
        new EngineParts(
            config,
            commands.build(),
            factory,
            storage.storeConfig(),
            new MemoryBudget(storage.maxMemoryBytes(), storage.evicts()),
            extensions);
    LocalExecutor executor =
        new LocalExecutor(
            factory,
            parts.storeConfig(),
            parts.memory(),
            System::currentTimeMillis,
            new SplittableRandom().nextLong());
    LocalEngine engine = new LocalEngine(parts, executor, factory::await);
    engine.start();
    return engine;
  }

  /**
   * {@return the loader of the calling thread, which in an application server is the one that sees
   * the application's jars; that of the engine where it does not see this very engine}
   */
  private static ClassLoader classLoader() {
    ClassLoader own = EngineBootstrap.class.getClassLoader();
    ClassLoader context = Thread.currentThread().getContextClassLoader();
    if (context == null) {
      return own;
    }
    try {
      Class<?> seen = Class.forName(StorageEngine.class.getName(), false, context);
      return seen == StorageEngine.class ? context : own;
    } catch (ClassNotFoundException e) {
      return own;
    }
  }

  private static <S> List<S> find(Class<S> service, ClassLoader loader) {
    List<S> found = new ArrayList<>();
    try {
      ServiceLoader.load(service, loader).forEach(found::add);
    } catch (ServiceConfigurationError e) {
      throw new ConfigException("a jar on the class path is broken: " + e.getMessage(), e);
    }
    return found;
  }

  private static SlotStoreFactory choose(
      List<SlotStoreFactory> factories, String type, EngineConfig config) {
    return factories.stream()
        .filter(factory -> type.isEmpty() || factory.name().equals(type))
        .max(Comparator.comparingInt(SlotStoreFactory::priority))
        .orElseThrow(
            () ->
                new ConfigException(
                    StorageConfig.TYPE.name()
                        + " = "
                        + type
                        + " ("
                        + config.origin(StorageConfig.TYPE)
                        + "): there is no such store on the class path, only "
                        + factories.stream()
                            .map(SlotStoreFactory::name)
                            .sorted()
                            .collect(Collectors.joining(", "))));
  }
}
