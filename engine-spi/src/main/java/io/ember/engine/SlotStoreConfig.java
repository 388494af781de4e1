package io.ember.engine;

/**
 * What a store has to know to size its maps.
 *
 * @param keyBytes average bytes of a key; too small a guess costs growth steps, too large a one
 *     memory per slot
 * @param valueBytes average bytes of a value
 * @param trackAccess whether to note when an entry was used last, for approximate LRU (4 bytes an
 *     entry)
 */
public record SlotStoreConfig(int keyBytes, int valueBytes, boolean trackAccess) {
  public static final SlotStoreConfig DEFAULTS = new SlotStoreConfig(24, 64, false);

  public SlotStoreConfig {
    if (keyBytes < 1 || keyBytes > SlotStore.MAX_KEY_BYTES) {
      throw new IllegalArgumentException(
          "keyBytes must be in [1, " + SlotStore.MAX_KEY_BYTES + "]: " + keyBytes);
    }
    if (valueBytes < 1 || valueBytes > SlotStore.MAX_VALUE_BYTES) {
      throw new IllegalArgumentException(
          "valueBytes must be in [1, " + SlotStore.MAX_VALUE_BYTES + "]: " + valueBytes);
    }
  }
}
