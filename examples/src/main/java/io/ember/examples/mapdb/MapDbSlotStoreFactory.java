package io.ember.examples.mapdb;

import io.ember.engine.BlobAllocator;
import io.ember.engine.HeapBlob;
import io.ember.engine.KeyHasher;
import io.ember.engine.SlotStoreConfig;
import io.ember.engine.SlotStoreFactory;
import io.ember.engine.SlotStores;
import io.ember.engine.heap.HeapSlotStoreFactory;

/**
 * Stores in MapDB, in memory outside the heap. It is named in {@code
 * META-INF/services/io.ember.engine.SlotStoreFactory}, and {@code ember.storage.type = mapdb} takes
 * it; replication, failover and migration work on it as they do on every store that keeps the
 * contract.
 *
 * <p>An example and no product: MapDB needs some ten microseconds for what Chronicle Map does in
 * one, and what it once took from the system it keeps for later entries.
 */
public final class MapDbSlotStoreFactory implements SlotStoreFactory {
  /** Any hash will do that is the same in every run. */
  private static final KeyHasher HASHER = new HeapSlotStoreFactory().hasher();

  @Override
  public String name() {
    return "mapdb";
  }

  /** {@return below the store on the heap: it is used only by those who ask for it} */
  @Override
  public int priority() {
    return -1;
  }

  @Override
  public void prepare(SlotStoreConfig config) {
    // The first use of MapDB loads a few hundred classes.
    create(config).close();
  }

  @Override
  public SlotStores create(SlotStoreConfig config) {
    return new MapDbSlotStores(config);
  }

  @Override
  public KeyHasher hasher() {
    return HASHER;
  }

  /** Large values lie beside MapDB, each in an array of its own. */
  @Override
  public BlobAllocator blobs() {
    return HeapBlob::new;
  }
}
