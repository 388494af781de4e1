package io.ember.perf.bench;

import io.ember.engine.SlotStoreFactory;
import java.util.ServiceLoader;

/** The stores that are compared, by name. Stateless. */
final class Stores {
  /** The diagnostic setting of the store outside the heap: which way it takes to its maps. */
  private static final String PATH_PROPERTY = "ember.storage.path";

  private Stores() {}

  /**
   * {@return a new empty store}
   *
   * @param name {@code direct}, {@code api} (a Chronicle Map per slot, by the one way or the
   *     other), {@code heap} (the engine's store on the heap), {@code one-map} (one Chronicle Map),
   *     {@code hash-map}
   * @param keyCount keys that it will have
   */
  static BenchStore open(String name, int keyCount) {
    return switch (name) {
      case "direct" -> chronicle("direct", "Direct");
      case "api" -> chronicle("api", "Api");
      case "heap" -> new SlotBenchStore(factory("heap"));
      case "one-map" -> new OneMapBenchStore(keyCount);
      case "hash-map" -> new HashMapBenchStore();
      default -> throw new IllegalArgumentException("no store is named " + name);
    };
  }

  private static BenchStore chronicle(String path, String prefix) {
    System.setProperty(PATH_PROPERTY, path);
    SlotBenchStore store = new SlotBenchStore(factory("chronicle"));
    if (!store.implementation().startsWith(prefix)) {
      String found = store.implementation();
      store.close();
      throw new IllegalStateException(
          PATH_PROPERTY + "=" + path + " gave " + found + ", which is not the way to be measured");
    }
    return store;
  }

  private static SlotStoreFactory factory(String name) {
    for (SlotStoreFactory factory : ServiceLoader.load(SlotStoreFactory.class)) {
      if (factory.name().equals(name)) {
        return factory;
      }
    }
    if (name.equals("heap")) {
      return new io.ember.engine.heap.HeapSlotStoreFactory();
    }
    throw new IllegalStateException("no store " + name + " is on the class path");
  }
}
