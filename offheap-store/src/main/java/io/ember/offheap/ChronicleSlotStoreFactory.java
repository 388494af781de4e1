package io.ember.offheap;

import io.ember.engine.BlobAllocator;
import io.ember.engine.KeyHasher;
import io.ember.engine.SlotStoreConfig;
import io.ember.engine.SlotStoreFactory;
import io.ember.engine.SlotStores;

/** Slot stores outside the Java heap: one Chronicle Map per slot. Any thread. */
public final class ChronicleSlotStoreFactory implements SlotStoreFactory {
  /** Made by {@link java.util.ServiceLoader}. */
  public ChronicleSlotStoreFactory() {}

  @Override
  public String name() {
    return "chronicle";
  }

  @Override
  public int priority() {
    return 100;
  }

  @Override
  public void prepare(SlotStoreConfig config) {
    StartupCheck.run();
  }

  @Override
  public SlotStores create(SlotStoreConfig config) {
    return new DirectSlotStores(config);
  }

  @Override
  public KeyHasher hasher() {
    return Xxh64.HASHER;
  }

  @Override
  public BlobAllocator blobs() {
    return LargeValues.ALLOCATOR;
  }
}
