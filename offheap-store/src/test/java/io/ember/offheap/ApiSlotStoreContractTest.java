package io.ember.offheap;

import io.ember.engine.SlotStoreFactory;
import io.ember.engine.tck.SlotStoreContract;

/** The contract on the ordinary interface of the maps, the fallback. */
class ApiSlotStoreContractTest extends SlotStoreContract {
  private static final SlotStoreFactory FACTORY = new ChronicleSlotStoreFactory(StoragePath.API);

  @Override
  protected SlotStoreFactory factory() {
    return FACTORY;
  }
}
