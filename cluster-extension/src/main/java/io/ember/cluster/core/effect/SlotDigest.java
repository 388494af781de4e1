package io.ember.cluster.core.effect;

import io.ember.engine.EntryView;
import io.ember.engine.EntryVisitor;
import io.ember.engine.Key;
import io.ember.engine.KeyHasher;
import io.ember.engine.SlotStore;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.ArrayDeque;

/**
 * How many entries a slot has, and a hash of them that does not depend on their order: the sum of
 * one of each entry's key, type, expiry and value. Against faults, not against forgery. Worked off
 * in slices; if the slot changes meanwhile it is void. Owner thread: the lane.
 */
public final class SlotDigest implements EntryVisitor {
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long PRIME = 0x9E3779B97F4A7C15L;
  private static final int PIECE_BYTES = 64 * 1024;

  /** Longer values are worked off in pieces, behind the others. */
  private static final int LARGE_BYTES = 256 * 1024;

  /** What it takes to look at an entry, or for some, in bytes of values. */
  private static final int LOOK_BYTES = 64;

  /** Few, since each may be nearly that long. */
  private static final int ENTRIES = 4;

  private final KeyHasher hasher;
  private final byte[] piece;
  private final ArrayDeque<byte[]> large = new ArrayDeque<>();
  private final Key key = new Key();
  private int slot;
  private long largeHash;
  private int largeDone;
  private long cursor;
  private long count;
  private long hash;
  private long bytes;

  /**
   * @param scratch of the lane, from {@link #scratch}: digests are worked off one after the other
   */
  public SlotDigest(KeyHasher hasher, byte[] scratch) {
    this.hasher = hasher;
    piece = scratch;
  }

  /** {@return where a lane works off its digests; too much to be made for each} */
  public static byte[] scratch() {
    return new byte[PIECE_BYTES];
  }

  /** Begins anew, with a slot. */
  public void begin(int ofSlot) {
    slot = ofSlot;
    large.clear();
    largeDone = 0;
    cursor = SlotStore.SCAN_START;
    count = 0;
    hash = 0;
  }

  /**
   * Takes in some more entries, of about that many bytes.
   *
   * @return whether that was all of the slot
   */
  public boolean step(SlotStore store, long mostBytes) {
    bytes = 0;
    if (store.count() == 0) {
      return true;
    }
    while (cursor != SlotStore.SCAN_END && bytes < mostBytes) {
      cursor = store.scan(cursor, ENTRIES, this);
      bytes += LOOK_BYTES;
    }
    byte[] next;
    while (cursor == SlotStore.SCAN_END && bytes < mostBytes && (next = large.peek()) != null) {
      takePiece(store, next);
    }
    return cursor == SlotStore.SCAN_END && large.isEmpty();
  }

  private void takePiece(SlotStore store, byte[] of) {
    key.set(of, 0, of.length, slot, hasher.hash(of, 0, of.length));
    EntryView entry = store.peek(key);
    int length = entry == null ? 0 : entry.length();
    if (entry == null || largeDone >= length) {
      large.remove(); // the slot has changed, so nobody will ask for this digest
      largeDone = 0;
      return;
    }
    if (largeDone == 0) {
      largeHash = head(entry);
    }
    int part = Math.min(PIECE_BYTES, length - largeDone);
    entry.copyTo(largeDone, piece, 0, part);
    largeHash = take(largeHash, part);
    largeDone += part;
    bytes += part;
    if (largeDone == length) {
      large.remove();
      largeDone = 0;
      end(largeHash);
    }
  }

  /** {@return about how many bytes the last step has taken in} */
  public long stepBytes() {
    return bytes;
  }

  /** {@return how many entries were taken in} */
  public long count() {
    return count;
  }

  /** {@return the hash of those} */
  public long hash() {
    return hash;
  }

  @Override
  public void visit(EntryView entry) {
    int length = entry.length();
    if (length > LARGE_BYTES) {
      large.add(entry.keyBytes());
      return;
    }
    long of = head(entry);
    for (int from = 0; from < length; from += PIECE_BYTES) {
      int part = Math.min(PIECE_BYTES, length - from);
      entry.copyTo(from, piece, 0, part);
      of = take(of, part);
    }
    end(of);
    bytes += LOOK_BYTES + entry.keyLength() + length;
  }

  private long head(EntryView entry) {
    int keyLength = entry.keyLength();
    entry.copyKey(piece, 0);
    long of = mix(keyLength, entry.type());
    of = take(of, keyLength);
    of = mix(of, entry.expiresAtMs());
    return mix(of, entry.length());
  }

  private void end(long of) {
    hash += mix(of, PRIME);
    count++;
  }

  private long take(long before, int length) {
    long of = before;
    int at = 0;
    for (; at + Long.BYTES <= length; at += Long.BYTES) {
      of = mix(of, (long) LONGS.get(piece, at));
    }
    long rest = 0;
    for (; at < length; at++) {
      rest = (rest << 8) | (piece[at] & 0xFF);
    }
    return mix(of, rest);
  }

  /** One round of a multiplicative hash; both inputs reach all bits. */
  private static long mix(long before, long word) {
    long product = (before ^ word ^ PRIME) * PRIME;
    return Long.rotateLeft(product ^ (product >>> 29), 27) + word;
  }
}
