package io.ember.engine;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * Stores that are made ready on a thread of their own while the rest of the engine starts: both
 * take about as long. Any thread.
 */
final class PreparingFactory implements SlotStoreFactory {
  private final SlotStoreFactory stores;
  private final FutureTask<Void> preparation;

  /** Begins to prepare. */
  PreparingFactory(SlotStoreFactory stores, SlotStoreConfig config) {
    this.stores = stores;
    preparation =
        new FutureTask<>(
            () -> {
              stores.prepare(config);
              return null;
            });
    Thread thread = new Thread(preparation, "ember-store-preparation");
    thread.setDaemon(true);
    thread.start();
  }

  /**
   * Waits until the stores are ready.
   *
   * @throws RuntimeException what kept them from that
   */
  void await() {
    try {
      preparation.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while the stores were prepared", e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException failure) {
        throw failure;
      }
      if (e.getCause() instanceof Error failure) {
        throw failure;
      }
      throw new IllegalStateException("the stores could not be prepared", e);
    }
  }

  @Override
  public String name() {
    return stores.name();
  }

  @Override
  public int priority() {
    return stores.priority();
  }

  @Override
  public void prepare(SlotStoreConfig config) {
    throw new IllegalStateException("the stores are being prepared already");
  }

  @Override
  public SlotStores create(SlotStoreConfig config) {
    await();
    return stores.create(config);
  }

  @Override
  public KeyHasher hasher() {
    return stores.hasher();
  }

  @Override
  public BlobAllocator blobs() {
    return stores.blobs();
  }
}
