package io.ember.perf.bench;

import io.ember.engine.Bytes;
import io.ember.engine.EntryView;
import io.ember.engine.Key;
import io.ember.engine.KeyHasher;
import io.ember.engine.SlotStoreConfig;
import io.ember.engine.SlotStoreFactory;
import io.ember.engine.SlotStores;
import io.ember.engine.ValueType;

/** The stores of the engine, a map for each slot, by their contract. */
final class SlotBenchStore implements BenchStore {
  private static final SlotStoreConfig CONFIG = SlotStoreConfig.DEFAULTS;

  private final SlotStoreFactory factory;
  private final SlotStores stores;
  private final Bytes bytes = new Bytes();
  private final byte type = ValueType.STRING.code();

  SlotBenchStore(SlotStoreFactory factory) {
    this.factory = factory;
    factory.prepare(CONFIG);
    stores = factory.create(CONFIG);
  }

  /** {@return the name of the class that does the work, which tells which way it goes} */
  String implementation() {
    return stores.getClass().getSimpleName();
  }

  @Override
  public KeyHasher hasher() {
    return factory.hasher();
  }

  @Override
  public void prefetch(Key[] keys, int count) {
    if (count > 1) {
      stores.prefetch(keys, count);
    }
  }

  @Override
  public int get(Key key, byte[] target) {
    EntryView entry = stores.slot(key.slot()).find(key);
    if (entry == null) {
      return -1;
    }
    int length = entry.length();
    entry.copyTo(0, target, 0, length);
    return length;
  }

  @Override
  public void put(Key key, byte[] value, int length) {
    stores.slot(key.slot()).put(key, type, bytes.wrap(value, 0, length), EntryView.NO_EXPIRY);
    while (stores.work()) {
      // what was put off is part of the price
    }
  }

  @Override
  public void close() {
    stores.close();
  }
}
