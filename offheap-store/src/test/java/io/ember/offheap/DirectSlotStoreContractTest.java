package io.ember.offheap;

import io.ember.engine.SlotStoreFactory;
import io.ember.engine.tck.SlotStoreContract;

/** The contract on the direct way to the maps. */
class DirectSlotStoreContractTest extends SlotStoreContract {
  private static final ChronicleSlotStoreFactory FACTORY = new ChronicleSlotStoreFactory();

  @Override
  protected SlotStoreFactory factory() {
    return FACTORY;
  }
}
