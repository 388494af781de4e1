package io.ember.engine;

/** Where large arguments and large values get their memory. Any thread. */
@FunctionalInterface
public interface BlobAllocator {
  /**
   * From this many bytes on, a value is kept as a {@link Blob} of its own instead of inside the
   * slot's map, and an argument of a call is received straight into one. 64 KiB.
   */
  int BLOB_BYTES = 64 * 1024;

  /**
   * {@return an empty blob with room for at least {@code capacity} bytes and one reference}
   *
   * @throws StoreException if there is no memory
   */
  Blob allocate(int capacity);
}
