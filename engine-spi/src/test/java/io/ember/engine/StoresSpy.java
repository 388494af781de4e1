package io.ember.engine;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;

/** Stores that note how often somebody asks for a slot, and with which limits slots are scanned. */
public final class StoresSpy implements SlotStores {
  private final SlotStores stores;
  private final List<Integer> limits = new ArrayList<>();
  private int slotCalls;

  public StoresSpy(SlotStores stores) {
    this.stores = stores;
  }

  /** Forgets what was noted. */
  public void reset() {
    limits.clear();
    slotCalls = 0;
  }

  public int slotCalls() {
    return slotCalls;
  }

  /** {@return the limits of the scans, one for each} */
  public List<Integer> limits() {
    return limits;
  }

  @Override
  public SlotStore slot(int slot) {
    slotCalls++;
    SlotStore store = stores.slot(slot);
    return (SlotStore)
        Proxy.newProxyInstance(
            SlotStore.class.getClassLoader(),
            new Class<?>[] {SlotStore.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("scan")) {
                limits.add((Integer) arguments[1]);
              }
              try {
                return method.invoke(store, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  @Override
  public long usedBytes() {
    return stores.usedBytes();
  }

  @Override
  public long count() {
    return stores.count();
  }

  @Override
  public BlobAllocator blobs() {
    return stores.blobs();
  }

  @Override
  public void close() {
    stores.close();
  }
}
