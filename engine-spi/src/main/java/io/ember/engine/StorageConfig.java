package io.ember.engine;

import java.util.List;

/**
 * The engine's own part of the configuration: which store, and how much memory it may use.
 *
 * @param type name of the {@link SlotStoreFactory}; empty for the one with the highest priority
 * @param maxMemoryBytes most bytes that the stores may use, {@link MemoryBudget#UNLIMITED} for no
 *     limit; too small and writes are refused or keys evicted while memory lies idle, too large and
 *     the operating system ends the process
 * @param eviction what happens at the limit
 * @param keyBytes average bytes of a key, for the size of new maps
 * @param valueBytes average bytes of a value, for the size of new maps
 */
public record StorageConfig(
    String type, long maxMemoryBytes, Eviction eviction, int keyBytes, int valueBytes) {

  /** What happens to a write when there is no memory. */
  public enum Eviction {
    /** It is refused. */
    NO_EVICTION("noeviction"),
    /** Keys that were not used for long make room for it, whether they expire or not. */
    ALL_KEYS_LRU("allkeys-lru");

    private final String text;

    Eviction(String text) {
      this.text = text;
    }

    /** {@return the word for the configuration, which is Redis's} */
    public String text() {
      return text;
    }

    private static Eviction of(String text) {
      return text.equals(ALL_KEYS_LRU.text) ? ALL_KEYS_LRU : NO_EVICTION;
    }
  }

  /** Which store. */
  public static final ConfigKey<String> TYPE =
      ConfigKey.text(
          "ember.storage.type", "", "the name of a store on the class path, or empty for the best");

  /** The limit of memory. */
  public static final ConfigKey<Long> MAX_MEMORY =
      ConfigKey.bytes("ember.storage.max-memory", "0", 0, 1L << 50);

  /** What happens at the limit. */
  public static final ConfigKey<String> EVICTION =
      ConfigKey.choice(
          "ember.storage.eviction",
          Eviction.NO_EVICTION.text(),
          Eviction.NO_EVICTION.text(),
          Eviction.ALL_KEYS_LRU.text());

  /** Average bytes of a key. */
  public static final ConfigKey<Long> KEY_BYTES =
      ConfigKey.number(
          "ember.storage.key-bytes",
          SlotStoreConfig.DEFAULTS.keyBytes(),
          1,
          SlotStore.MAX_KEY_BYTES);

  /** Average bytes of a value. */
  public static final ConfigKey<Long> VALUE_BYTES =
      ConfigKey.number(
          "ember.storage.value-bytes",
          SlotStoreConfig.DEFAULTS.valueBytes(),
          1,
          SlotStore.MAX_VALUE_BYTES);

  /** All keys of this part. */
  public static final List<ConfigKey<?>> KEYS =
      List.of(TYPE, MAX_MEMORY, EVICTION, KEY_BYTES, VALUE_BYTES);

  /** {@return this part of a configuration} */
  public static StorageConfig of(EngineConfig config) {
    return new StorageConfig(
        config.get(TYPE),
        config.get(MAX_MEMORY),
        Eviction.of(config.get(EVICTION)),
        config.get(KEY_BYTES).intValue(),
        config.get(VALUE_BYTES).intValue());
  }

  /** {@return whether keys are evicted at the limit} */
  public boolean evicts() {
    return eviction == Eviction.ALL_KEYS_LRU;
  }

  /** {@return what the stores are created with} */
  public SlotStoreConfig storeConfig() {
    return new SlotStoreConfig(keyBytes, valueBytes, evicts());
  }
}
