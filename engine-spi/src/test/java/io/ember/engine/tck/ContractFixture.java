package io.ember.engine.tck;

import io.ember.engine.SlotStoreConfig;

/** What each part of the contract gets to work on. */
interface ContractFixture {
  /** {@return the empty stores of this test, closed after it} */
  StoreProbe store();

  /** {@return other empty stores of the same kind; the test closes them} */
  StoreProbe open(SlotStoreConfig config);
}
