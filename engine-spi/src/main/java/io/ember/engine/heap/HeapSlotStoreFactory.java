package io.ember.engine.heap;

import io.ember.engine.BlobAllocator;
import io.ember.engine.HeapBlob;
import io.ember.engine.KeyHasher;
import io.ember.engine.SlotStoreConfig;
import io.ember.engine.SlotStoreFactory;
import io.ember.engine.SlotStores;

/** Makes slot stores on the Java heap. Needs nothing, so it works everywhere. */
public final class HeapSlotStoreFactory implements SlotStoreFactory {
  @Override
  public String name() {
    return "heap";
  }

  @Override
  public int priority() {
    return 0;
  }

  @Override
  public void prepare(SlotStoreConfig config) {}

  @Override
  public SlotStores create(SlotStoreConfig config) {
    return new HeapSlotStores(config);
  }

  @Override
  public KeyHasher hasher() {
    return HeapHasher::hash;
  }

  @Override
  public BlobAllocator blobs() {
    return HeapBlob::new;
  }
}
