package io.ember.engine;

/**
 * Sees every change of a lane's data, in order, as what was done to the data and not as the command
 * that did it: a replica or the target of a migration that repeats the effects has the same data,
 * whatever the command was.
 *
 * <p>Keys, bytes and blobs are valid during the call only; who keeps them copies (or retains).
 * Owner thread: the lane.
 */
public interface EffectSink {
  /** Sees nothing. */
  EffectSink NONE =
      new EffectSink() {
        @Override
        public void put(Key key, byte type, Bytes value, long expiresAtMs) {}

        @Override
        public void put(Key key, byte type, Blob value, long expiresAtMs) {}

        @Override
        public void write(Key key, byte type, int position, Bytes bytes) {}

        @Override
        public void expire(Key key, long expiresAtMs) {}

        @Override
        public void remove(Key key, RemovalReason reason) {}

        @Override
        public void clear(int slot) {}
      };

  /** A key has this value and expiry. */
  void put(Key key, byte type, Bytes value, long expiresAtMs);

  /** A key has this large value and expiry. */
  void put(Key key, byte type, Blob value, long expiresAtMs);

  /** A part of a value was overwritten or appended, see {@link SlotStore#write}. */
  void write(Key key, byte type, int position, Bytes bytes);

  /** A key's expiry changed. */
  void expire(Key key, long expiresAtMs);

  /** A key is gone. */
  void remove(Key key, RemovalReason reason);

  /** A slot is empty. */
  void clear(int slot);
}
