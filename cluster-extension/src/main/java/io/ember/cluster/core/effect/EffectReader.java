package io.ember.cluster.core.effect;

import io.ember.cluster.model.MigrationId;
import io.ember.engine.Blob;
import io.ember.engine.BlobAllocator;
import io.ember.engine.Bytes;
import io.ember.engine.Key;
import io.ember.engine.KeyHasher;
import io.ember.engine.Keyspace;
import io.ember.engine.ProtocolException;
import io.ember.engine.RemovalReason;
import io.ember.engine.Slots;
import java.util.function.IntConsumer;
import java.util.function.IntPredicate;

/**
 * Repeats what an {@link EffectWriter} has written on a keyspace. Trusts its bytes no further than
 * their bounds. Owner thread: the lane.
 */
public final class EffectReader {
  private final KeyHasher hasher;
  private final BlobAllocator blobs;
  private final Key key = new Key();
  private final Bytes value = new Bytes();
  private byte[] bytes = new byte[0];
  private int at;
  private int end;
  private boolean hasMarks;

  public EffectReader(KeyHasher hasher, BlobAllocator blobs) {
    this.hasher = hasher;
    this.blobs = blobs;
  }

  private void begin(byte[] source, int offset, int length) {
    bytes = source;
    at = offset;
    end = offset + length;
  }

  /**
   * Repeats all effects.
   *
   * @param marks of the slots of that keyspace
   * @return false if one of them changes an entry that is not there
   * @throws ProtocolException if the bytes are no effects
   */
  public boolean repeat(byte[] source, int offset, int length, Keyspace keyspace, SlotMarks marks) {
    begin(source, offset, length);
    boolean fits = true;
    while (at < end) {
      byte kind = takeByte();
      int slot = takeShort();
      switch (kind) {
        case EffectWriter.EPOCH -> takeLong();
        case EffectWriter.PUT -> put(slot, keyspace);
        case EffectWriter.WRITE -> fits &= write(slot, keyspace);
        case EffectWriter.EXPIRE -> {
          takeKey(slot);
          fits &= keyspace.setExpiry(key, takeLong());
        }
        case EffectWriter.REMOVE -> {
          takeKey(slot);
          fits &= keyspace.repeatRemoval(key, reason(takeByte()));
        }
        case EffectWriter.CLEAR -> keyspace.clear(slot);
        case EffectWriter.STAGE -> stage(slot, takeLong(), takeLong(), keyspace, marks);
        case EffectWriter.ADOPT -> adopt(slot, takeLong(), takeLong(), keyspace, marks);
        case EffectWriter.DROP -> drop(slot, keyspace, marks);
        default -> throw new ProtocolException("no effect has kind " + kind);
      }
    }
    return fits;
  }

  /** What {@link EffectWriter#stage} says. */
  public static void stage(int slot, long id, long attempt, Keyspace keyspace, SlotMarks marks) {
    keyspace.clear(slot);
    keyspace.hide(slot);
    marks.set(slot, new SlotMarks.Mark(new MigrationId(id), attempt, false));
  }

  /** What {@link EffectWriter#adopt} says. */
  public static void adopt(int slot, long id, long attempt, Keyspace keyspace, SlotMarks marks) {
    keyspace.show(slot);
    marks.set(slot, new SlotMarks.Mark(new MigrationId(id), attempt, true));
  }

  /** What {@link EffectWriter#drop} says. */
  public static void drop(int slot, Keyspace keyspace, SlotMarks marks) {
    keyspace.clear(slot);
    keyspace.show(slot);
    marks.forget(slot);
  }

  /** {@return whether all effects are changes of entries in those slots} */
  public boolean isContentOf(byte[] source, int offset, int length, IntPredicate allowed) {
    boolean[] isForeign = new boolean[1];
    slots(
        source,
        offset,
        length,
        slot -> isForeign[0] |= slot >= Slots.SLOT_COUNT || !allowed.test(slot));
    return !isForeign[0] && !hasMarks;
  }

  /** Names the slot of each effect that has one. */
  public void slots(byte[] source, int offset, int length, IntConsumer seen) {
    begin(source, offset, length);
    while (at < end) {
      byte kind = takeByte();
      int slot = takeShort();
      if (kind != EffectWriter.EPOCH) {
        seen.accept(slot);
      }
      switch (kind) {
        case EffectWriter.EPOCH -> {
          skip(8);
          hasMarks = true;
        }
        case EffectWriter.STAGE, EffectWriter.ADOPT -> {
          skip(16);
          hasMarks = true;
        }
        case EffectWriter.DROP -> hasMarks = true;
        case EffectWriter.PUT -> {
          skip(takeShort());
          skip(1 + 8);
          skip(takeInt());
        }
        case EffectWriter.WRITE -> {
          skip(takeShort());
          skip(1 + 4);
          skip(takeInt());
        }
        case EffectWriter.EXPIRE -> {
          skip(takeShort());
          skip(8);
        }
        case EffectWriter.REMOVE -> {
          skip(takeShort());
          skip(1);
        }
        case EffectWriter.CLEAR -> {}
        default -> throw new ProtocolException("no effect has kind " + kind);
      }
    }
  }

  /** {@return the epoch that the record begins, 0 if it begins none} */
  public static long epochStart(byte[] source, int offset, int length) {
    if (length != 11 || source[offset] != EffectWriter.EPOCH) {
      return 0;
    }
    long epoch = 0;
    for (int i = 0; i < 8; i++) {
      epoch = (epoch << 8) | (source[offset + 3 + i] & 0xFF);
    }
    return epoch;
  }

  private void put(int slot, Keyspace keyspace) {
    takeKey(slot);
    byte type = takeByte();
    long expiresAtMs = takeLong();
    int length = takeLength();
    if (length < BlobAllocator.BLOB_BYTES) {
      keyspace.put(key, type, value.wrap(bytes, at, length), expiresAtMs);
    } else {
      Blob blob = blobs.allocate(length);
      blob.append(bytes, at, length);
      keyspace.put(key, type, blob, expiresAtMs);
    }
    at += length;
  }

  private boolean write(int slot, Keyspace keyspace) {
    takeKey(slot);
    byte type = takeByte();
    int position = takeInt();
    int length = takeLength();
    boolean isThere = keyspace.write(key, type, position, value.wrap(bytes, at, length));
    at += length;
    return isThere;
  }

  private static RemovalReason reason(byte code) {
    return switch (code) {
      case EffectWriter.BY_CALL -> RemovalReason.CALL;
      case EffectWriter.BY_EXPIRY -> RemovalReason.EXPIRED;
      case EffectWriter.BY_EVICTION -> RemovalReason.EVICTED;
      default -> throw new ProtocolException("no removal has reason " + code);
    };
  }

  private void takeKey(int slot) {
    int length = takeShort();
    check(length);
    key.set(bytes, at, length, slot, hasher.hash(bytes, at, length));
    at += length;
  }

  private int takeLength() {
    int length = takeInt();
    check(length);
    return length;
  }

  private void skip(int length) {
    check(length);
    at += length;
  }

  private void check(int length) {
    if (length < 0 || length > end - at) {
      throw new ProtocolException("an effect of " + length + " bytes, " + (end - at) + " left");
    }
  }

  private byte takeByte() {
    check(1);
    return bytes[at++];
  }

  private int takeShort() {
    int high = takeByte() & 0xFF;
    return (high << 8) | (takeByte() & 0xFF);
  }

  private int takeInt() {
    int high = takeShort();
    return (high << 16) | takeShort();
  }

  private long takeLong() {
    long high = takeInt();
    return (high << 32) | (takeInt() & 0xFFFFFFFFL);
  }
}
