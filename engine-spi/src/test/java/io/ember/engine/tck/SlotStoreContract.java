package io.ember.engine.tck;

import io.ember.engine.SlotStoreConfig;
import io.ember.engine.SlotStoreFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/**
 * What every slot store must do: extend it and name the factory. Each test gets empty stores of its
 * own; the parts of the contract are interfaces so that each can be read for itself.
 */
public abstract class SlotStoreContract
    implements EntryContract,
        ExpiryContract,
        ValueSizeContract,
        WriteContract,
        BlobContract,
        ScanContract,
        ScanUnderChangeContract,
        SampleContract,
        PrefetchContract,
        GrowthContract,
        CollisionContract,
        LifecycleContract,
        AccessContract,
        DifferentialContract {

  private @Nullable StoreProbe store;

  /** {@return the factory of the stores under test, already prepared} */
  protected abstract SlotStoreFactory factory();

  /** {@return what the stores of each test are created with} */
  protected SlotStoreConfig config() {
    return SlotStoreConfig.DEFAULTS;
  }

  @BeforeEach
  void openStore() {
    store = new StoreProbe(factory(), config());
  }

  @AfterEach
  void closeStore() {
    store().close();
  }

  @Override
  public final StoreProbe store() {
    StoreProbe opened = store;
    if (opened == null) {
      throw new IllegalStateException("no test is running");
    }
    return opened;
  }

  @Override
  public final StoreProbe open(SlotStoreConfig config) {
    return new StoreProbe(factory(), config);
  }
}
