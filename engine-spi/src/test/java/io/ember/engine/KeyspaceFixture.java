package io.ember.engine;

import io.ember.engine.heap.HeapSlotStoreFactory;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A keyspace over the heap store in the words of the tests, with a clock and notes of effects. */
final class KeyspaceFixture implements EffectSink {
  static final long START_MS = 1_795_000_000_000L;
  static final byte STRING = ValueType.STRING.code();
  static final long NEVER = EntryView.NO_EXPIRY;

  final HeapSlotStoreFactory factory = new HeapSlotStoreFactory();
  final MemoryBudget memory;
  final SlotStores stores;
  final Keyspace keyspace;
  final List<String> effects = new ArrayList<>();

  KeyspaceFixture() {
    this(new MemoryBudget(MemoryBudget.UNLIMITED, false), false);
  }

  KeyspaceFixture(MemoryBudget memory, boolean trackAccess) {
    this.memory = memory;
    stores = factory.create(new SlotStoreConfig(24, 64, trackAccess));
    keyspace = new Keyspace(stores, factory.hasher(), memory, slot -> true, 1);
    keyspace.setNowMs(START_MS);
    keyspace.setEffects(this);
  }

  Key key(String text) {
    byte[] bytes = bytes(text);
    return new Key().set(bytes, 0, bytes.length, factory.hasher());
  }

  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  boolean put(String key, String value) {
    return put(key, value, NEVER);
  }

  boolean put(String key, String value, long expiresAtMs) {
    return keyspace.put(key(key), STRING, Bytes.of(value), expiresAtMs);
  }

  @Nullable String get(String key) {
    EntryView entry = keyspace.find(key(key));
    return entry == null ? null : Bytes.of(entry.valueBytes()).toText();
  }

  boolean has(String key) {
    return keyspace.peek(key(key)) != null;
  }

  void atMs(long afterStartMs) {
    keyspace.setNowMs(START_MS + afterStartMs);
  }

  private void note(String what, Key key) {
    effects.add(what + " " + key.bytes().toText());
  }

  @Override
  public void put(Key key, byte type, Bytes value, long expiresAtMs) {
    note("put", key);
  }

  @Override
  public void put(Key key, byte type, Blob value, long expiresAtMs) {
    note("put blob of " + value.length(), key);
  }

  @Override
  public void write(Key key, byte type, int position, Bytes bytes) {
    note("write at " + position, key);
  }

  @Override
  public void expire(Key key, long expiresAtMs) {
    note("expire", key);
  }

  @Override
  public void remove(Key key, RemovalReason reason) {
    note("remove by " + reason.name().toLowerCase(Locale.ROOT), key);
  }

  @Override
  public void clear(int slot) {
    effects.add("clear " + slot);
  }
}
