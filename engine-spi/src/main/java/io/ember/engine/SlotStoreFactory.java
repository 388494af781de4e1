package io.ember.engine;

/**
 * A kind of slot store, found with {@link java.util.ServiceLoader}. The one with the highest {@link
 * #priority} is taken unless {@code ember.storage.type} names another. Any thread.
 */
public interface SlotStoreFactory {
  /** {@return the name for {@code ember.storage.type}: lower-case letters and dashes} */
  String name();

  /** {@return higher is preferred; the heap store has 0} */
  int priority();

  /**
   * Checks that the store can work on this JVM, which takes no time. Called once, before all else.
   *
   * @throws ConfigException if not, with what is missing (a JVM flag, say) and how to mend it
   */
  default void check() {}

  /**
   * Makes the store ready: what has to be generated or warmed is, so that the first write is as
   * fast as the others. Called once before {@link #create}, while other parts of the engine start
   * on other threads.
   *
   * @throws ConfigException if it cannot work after all, with what is missing
   */
  void prepare(SlotStoreConfig config);

  /** {@return the empty stores of one owner} */
  SlotStores create(SlotStoreConfig config);

  /** {@return the hash of keys for these stores} */
  KeyHasher hasher();

  /** {@return where large values for these stores are allocated} */
  BlobAllocator blobs();
}
