package io.ember.engine.tck;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.ember.engine.Blob;
import io.ember.engine.Bytes;
import io.ember.engine.EntryView;
import io.ember.engine.Key;
import io.ember.engine.SlotStore;
import io.ember.engine.SlotStoreConfig;
import io.ember.engine.SlotStoreFactory;
import io.ember.engine.SlotStores;
import io.ember.engine.ValueType;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** The stores under test in the words of the tests: plain arrays instead of flyweights. */
public final class StoreProbe implements AutoCloseable {
  /** The slot of tests that need only one. */
  static final int SLOT = 7;

  static final byte STRING = ValueType.STRING.code();
  static final long NEVER = EntryView.NO_EXPIRY;

  private final SlotStoreFactory factory;
  private final SlotStores stores;

  StoreProbe(SlotStoreFactory factory, SlotStoreConfig config) {
    this.factory = factory;
    this.stores = factory.create(config);
  }

  SlotStores stores() {
    return stores;
  }

  /** {@return the store of {@link #SLOT}} */
  SlotStore slot() {
    return stores.slot(SLOT);
  }

  // ---- keys and bytes

  /** {@return the key in {@link #SLOT}, whatever its bytes say} */
  Key key(byte[] bytes) {
    return key(SLOT, bytes);
  }

  Key key(String text) {
    return key(SLOT, bytes(text));
  }

  Key key(int slot, String text) {
    return key(slot, bytes(text));
  }

  Key key(int slot, byte[] bytes) {
    return new Key()
        .set(bytes, 0, bytes.length, slot, factory.hasher().hash(bytes, 0, bytes.length));
  }

  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** {@return the bytes as text, one char a byte, for sets and messages} */
  static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }

  /** {@return bytes that depend on the seed and look random} */
  static byte[] bytes(int length, long seed) {
    byte[] bytes = new byte[length];
    new SplittableRandom(seed).nextBytes(bytes);
    return bytes;
  }

  /** {@return a blob of the store's allocator with this content and one reference} */
  Blob blob(byte[] content) {
    Blob blob = factory.blobs().allocate(content.length);
    blob.append(content, 0, content.length);
    return blob;
  }

  static byte[] contentOf(Blob blob) {
    byte[] content = new byte[blob.length()];
    blob.copyTo(0, content, 0, content.length);
    return content;
  }

  /** {@return whether the last reference is gone} */
  static boolean isFreed(Blob blob) {
    try {
      blob.retain().release();
      return false;
    } catch (IllegalStateException e) {
      return true;
    }
  }

  // ---- writing

  boolean put(Key key, byte[] value) {
    return put(key, STRING, value, NEVER);
  }

  boolean put(Key key, byte type, byte[] value, long expiresAtMs) {
    return stores.slot(key.slot()).put(key, type, Bytes.of(value), expiresAtMs);
  }

  boolean put(Key key, Blob value) {
    return stores.slot(key.slot()).put(key, STRING, value, NEVER);
  }

  boolean write(Key key, int position, byte[] bytes) {
    return stores.slot(key.slot()).write(key, STRING, position, Bytes.of(bytes));
  }

  boolean expire(Key key, long expiresAtMs) {
    return stores.slot(key.slot()).expire(key, expiresAtMs);
  }

  boolean remove(Key key) {
    return stores.slot(key.slot()).remove(key);
  }

  // ---- reading

  @Nullable EntryView find(Key key) {
    return stores.slot(key.slot()).find(key);
  }

  /** {@return the entry, which must be there} */
  EntryView view(Key key) {
    return requireNonNull(find(key), "an entry that must be there");
  }

  byte @Nullable [] valueOf(Key key) {
    EntryView view = find(key);
    return view == null ? null : view.valueBytes();
  }

  /** Fails unless the key has exactly this entry. */
  void assertHolds(Key key, byte type, byte[] value, long expiresAtMs) {
    EntryView view = view(key);
    assertThat(view.length()).isEqualTo(value.length);
    assertThat(view.keyBytes()).isEqualTo(key.toByteArray());
    assertThat(view.type()).isEqualTo(type);
    assertThat(view.expiresAtMs()).isEqualTo(expiresAtMs);
    assertThat(java.util.Arrays.equals(view.valueBytes(), value))
        .as("value of %d bytes is what was put", value.length)
        .isTrue();
  }

  void assertHolds(Key key, byte[] value) {
    assertHolds(key, STRING, value, NEVER);
  }

  void assertAbsent(Key key) {
    assertThat(find(key)).isNull();
  }

  /** {@return the keys that a whole scan of the slot visits, in order, repeated ones too} */
  List<String> scanAll(int slot, int limit) {
    List<String> keys = new ArrayList<>();
    long cursor = SlotStore.SCAN_START;
    do {
      cursor = stores.slot(slot).scan(cursor, limit, view -> keys.add(text(view.keyBytes())));
    } while (cursor != SlotStore.SCAN_END);
    return keys;
  }

  /** Lets the stores finish the work that they put off. */
  void drainWork() {
    for (int slices = 0; stores.work(); slices++) {
      assertThat(slices).as("slices of put off work").isLessThan(1_000_000);
    }
  }

  @Override
  public void close() {
    stores.close();
  }
}
