package io.ember.examples.mapdb;

import io.ember.engine.Blob;
import io.ember.engine.EntryView;
import org.jspecify.annotations.Nullable;

/** Shows the entry that was found last. Owner thread: that of the stores. */
final class MapDbEntryView extends EntryView {
  private final MapDbSlotStores stores;
  private byte[] key = {};
  private Row row = Row.ofValue((byte) 0, NO_EXPIRY, 0, 0);
  private @Nullable Blob blob;

  MapDbEntryView(MapDbSlotStores stores) {
    this.stores = stores;
  }

  MapDbEntryView show(byte[] rowKey, Row found) {
    key = rowKey;
    row = found;
    blob = found.isLarge() ? stores.blob(found) : null;
    return this;
  }

  @Override
  public int keyLength() {
    return RowKey.keyLength(key);
  }

  @Override
  public void copyKey(byte[] target, int targetOffset) {
    RowKey.copyKey(key, target, targetOffset);
  }

  @Override
  public byte type() {
    return row.type();
  }

  @Override
  public long expiresAtMs() {
    return row.expiresAtMs();
  }

  @Override
  public int length() {
    Blob large = blob;
    return large == null ? row.valueLength() : large.length();
  }

  @Override
  public void copyTo(int from, byte[] target, int targetOffset, int count) {
    Blob large = blob;
    if (large == null) {
      row.copyValue(from, target, targetOffset, count);
    } else {
      large.copyTo(from, target, targetOffset, count);
    }
  }

  @Override
  public @Nullable Blob blob() {
    return blob;
  }

  @Override
  public long footprintBytes() {
    return stores.footprintBytes(key, row);
  }

  @Override
  public long idleSeconds() {
    return stores.idleSeconds(row);
  }
}
