package io.ember.engine.heap;

import io.ember.engine.Blob;
import io.ember.engine.EntryView;
import org.jspecify.annotations.Nullable;

/**
 * Shows the entry that was found last. A use after a later call on the stores throws, so that code
 * which would read freed memory from another store fails on this one.
 */
final class HeapEntryView extends EntryView {
  private final HeapSlotStores stores;
  private @Nullable HeapEntry shown;

  HeapEntryView(HeapSlotStores stores) {
    this.stores = stores;
  }

  HeapEntryView show(HeapEntry entry) {
    shown = entry;
    return this;
  }

  void forget() {
    shown = null;
  }

  private HeapEntry entry() {
    HeapEntry entry = shown;
    if (entry == null) {
      throw new IllegalStateException(
          "a view of an entry was used after a later call on its stores");
    }
    return entry;
  }

  @Override
  public int keyLength() {
    return entry().key().length();
  }

  @Override
  public void copyKey(byte[] target, int targetOffset) {
    entry().key().copyTo(target, targetOffset);
  }

  @Override
  public byte type() {
    return entry().type();
  }

  @Override
  public long expiresAtMs() {
    return entry().expiresAtMs();
  }

  @Override
  public int length() {
    return entry().length();
  }

  @Override
  public void copyTo(int from, byte[] target, int targetOffset, int count) {
    HeapEntry entry = entry();
    Blob blob = entry.blob();
    if (blob == null) {
      System.arraycopy(entry.value(), from, target, targetOffset, count);
    } else {
      blob.copyTo(from, target, targetOffset, count);
    }
  }

  @Override
  public @Nullable Blob blob() {
    return entry().blob();
  }

  @Override
  public long footprintBytes() {
    return entry().footprintBytes();
  }

  @Override
  public long idleSeconds() {
    return stores.idleSeconds(entry());
  }
}
