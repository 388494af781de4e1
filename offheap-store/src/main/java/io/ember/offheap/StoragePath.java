package io.ember.offheap;

import io.ember.engine.ConfigException;
import io.ember.engine.SlotStoreConfig;
import java.util.Locale;

/** The ways to the memory of a map. */
enum StoragePath {
  /** Reads and writes the map's memory itself. */
  DIRECT,

  /** Goes through the map's ordinary interface. */
  API;

  /** A diagnostic: {@code api} or {@code direct} instead of the choice of the self check. */
  static final String PROPERTY = "ember.storage.path";

  /** {@return whether the system property forces a way} */
  static boolean isForced() {
    return System.getProperty(PROPERTY) != null;
  }

  /**
   * {@return the way that the system property forces}
   *
   * @throws ConfigException if it names none
   */
  static StoragePath forced() {
    String text = System.getProperty(PROPERTY, "");
    try {
      return valueOf(text.toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException e) {
      throw new ConfigException(PROPERTY + " = " + text + ": must be api or direct", e);
    }
  }

  /** {@return empty stores that take this way} */
  ChronicleSlotStores<?> create(SlotStoreConfig config) {
    return this == DIRECT ? new DirectSlotStores(config) : new ApiSlotStores(config);
  }
}
