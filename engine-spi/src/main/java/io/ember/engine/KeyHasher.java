package io.ember.engine;

/**
 * The hash by which a kind of store finds keys. Stateless, any thread: keys are hashed where they
 * are read from the socket, once, and the hash travels with the key.
 */
@FunctionalInterface
public interface KeyHasher {
  /** {@return the hash of the bytes in {@code [offset, offset + length)}} */
  long hash(byte[] array, int offset, int length);
}
