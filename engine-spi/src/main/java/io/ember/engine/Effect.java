package io.ember.engine;

/**
 * An effect as a value, for code at batch rate and below (tests, decoded replication records); the
 * hot path uses the primitives of {@link EffectSink}.
 */
@SuppressWarnings(
    "ArrayRecordComponent") // byte strings by nature; nobody compares effects with equals
public sealed interface Effect {
  /** {@return the slot that changed} */
  int slot();

  /** A key got a value. */
  record Put(int slot, byte[] key, byte type, byte[] value, long expiresAtMs) implements Effect {}

  /** A part of a value was written. */
  record Write(int slot, byte[] key, byte type, int position, byte[] bytes) implements Effect {}

  /** A key's expiry changed. */
  record Expire(int slot, byte[] key, long expiresAtMs) implements Effect {}

  /** A key is gone. */
  record Remove(int slot, byte[] key, RemovalReason reason) implements Effect {}

  /** A slot was emptied. */
  record Clear(int slot) implements Effect {}
}
