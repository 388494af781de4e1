package io.ember.offheap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ember.engine.ConfigException;
import io.ember.engine.SlotStoreConfig;
import io.ember.engine.SlotStoreFactory;
import io.ember.engine.SlotStores;
import java.util.ServiceLoader;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ChronicleSlotStoreFactoryTest {
  @AfterEach
  void forceNothing() {
    System.clearProperty(StoragePath.PROPERTY);
  }

  @Test
  void isFoundByTheServiceLoader() {
    assertThat(ServiceLoader.load(SlotStoreFactory.class))
        .anySatisfy(
            factory -> {
              assertThat(factory).isInstanceOf(ChronicleSlotStoreFactory.class);
              assertThat(factory.name()).isEqualTo("chronicle");
              assertThat(factory.priority()).isEqualTo(100);
            });
  }

  @Test
  void takesTheDirectPathWhenTheSelfCheckPasses() {
    assertThat(SelfCheck.run()).isNull();

    ChronicleSlotStoreFactory factory = new ChronicleSlotStoreFactory();
    factory.prepare(SlotStoreConfig.DEFAULTS);

    try (SlotStores stores = factory.create(SlotStoreConfig.DEFAULTS)) {
      assertThat(stores).isInstanceOf(DirectSlotStores.class);
    }
  }

  @Test
  void takesTheOrdinaryInterfaceAndSaysSoWhenTheSelfCheckFails() {
    Exception failure = new IllegalStateException("planted");
    ChronicleSlotStoreFactory factory = new ChronicleSlotStoreFactory(() -> failure);
    LogRecord[] logged = new LogRecord[1];
    Handler handler = new CatchingHandler(logged);
    Logger logger = Logger.getLogger(ChronicleSlotStoreFactory.class.getName());
    logger.addHandler(handler);
    try {
      factory.prepare(SlotStoreConfig.DEFAULTS);
    } finally {
      logger.removeHandler(handler);
    }

    assertThat(logged[0].getLevel()).isEqualTo(java.util.logging.Level.WARNING);
    assertThat(logged[0].getMessage()).contains("self check").contains("API");
    assertThat(logged[0].getThrown()).isSameAs(failure);
    try (SlotStores stores = factory.create(SlotStoreConfig.DEFAULTS)) {
      assertThat(stores).isInstanceOf(ApiSlotStores.class);
    }
  }

  @Test
  void takesThePathThatTheSystemPropertyNames() {
    System.setProperty(StoragePath.PROPERTY, "api");
    ChronicleSlotStoreFactory factory = new ChronicleSlotStoreFactory();

    factory.prepare(SlotStoreConfig.DEFAULTS);

    assertThat(factory.path()).isEqualTo(StoragePath.API);
  }

  @Test
  void refusesAPathThatDoesNotExist() {
    System.setProperty(StoragePath.PROPERTY, "sideways");

    assertThatThrownBy(() -> new ChronicleSlotStoreFactory().prepare(SlotStoreConfig.DEFAULTS))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining(StoragePath.PROPERTY)
        .hasMessageContaining("sideways");
  }

  /** Keeps the last record. */
  private static final class CatchingHandler extends Handler {
    private final LogRecord[] logged;

    CatchingHandler(LogRecord[] logged) {
      this.logged = logged;
    }

    @Override
    public void publish(LogRecord record) {
      logged[0] = record;
    }

    @Override
    public void flush() {
      // nothing is buffered
    }

    @Override
    public void close() {
      // nothing is held
    }
  }
}
