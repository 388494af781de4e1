package io.ember.examples.mapdb;

import io.ember.engine.SlotStoreFactory;
import io.ember.engine.tck.SlotStoreContract;

/** The example of a store keeps the contract that all stores have to keep. */
class MapDbSlotStoreTest extends SlotStoreContract {
  private static final SlotStoreFactory FACTORY = new MapDbSlotStoreFactory();

  @Override
  protected SlotStoreFactory factory() {
    return FACTORY;
  }
}
