package io.ember.engine;

import org.jspecify.annotations.Nullable;

/**
 * The entries of one hash slot: a map from byte strings to typed byte strings with an optional
 * expiry time.
 *
 * <p>It stores and finds, and decides nothing: an expired entry is an entry until somebody removes
 * it (see {@link Keyspace}). Nothing is allocated for a slot before its first write. A write either
 * happens completely or throws and changes nothing.
 *
 * <p>Limits: a key has 0 to {@value #MAX_KEY_BYTES} bytes, a value 0 to {@value #MAX_VALUE_BYTES}.
 *
 * <p>Owner thread: one at a time for all slots of a {@link SlotStores}, normally the slot's lane.
 * The contract is held by {@code SlotStoreContract} in the test jar of this module, which every
 * implementation must pass.
 */
public interface SlotStore {
  /** Longest key: 512 MiB as in Redis is refused here; a key lives inside its map. */
  int MAX_KEY_BYTES = 64 * 1024 - 1;

  /** Longest value, that of Redis: 512 MiB. */
  int MAX_VALUE_BYTES = 512 * 1024 * 1024;

  /** Where a scan begins. */
  long SCAN_START = 0;

  /** Empty places that a scan may pass over for each entry that it may visit. */
  int PASSED_PER_ENTRY = 16;

  /** What a scan answers at its end. */
  long SCAN_END = -1;

  /**
   * Largest cursor that {@link #scan} hands out: 2^36 - 1, so that the numbers of a slot and of one
   * of 8 lanes fit beside it into the 53 bits that clients keep who know no integers.
   */
  long MAX_CURSOR = (1L << 36) - 1;

  /** {@return the number of the slot} */
  int slot();

  /** {@return how many entries there are, expired ones included} */
  long count();

  /** {@return how many entries have an expiry time} */
  long expiringCount();

  /**
   * {@return bytes of memory that the entries of the slot and its tables take, large values
   * included; 0 after {@link #clear}} Falls with every entry that is removed, since eviction goes
   * on until it has.
   */
  long usedBytes();

  /**
   * {@return the entry, expired or not, or null; notes the access where accesses are tracked} A key
   * that is too long is never there, here and in all that follows.
   */
  @Nullable EntryView find(Key key);

  /** {@return the entry like {@link #find}, without noting an access} */
  @Nullable EntryView peek(Key key);

  /**
   * Sets the value of a key, new or not. A value of {@link BlobAllocator#BLOB_BYTES} or more is
   * copied into a blob.
   *
   * @param expiresAtMs ms since the epoch, or {@link EntryView#NO_EXPIRY}
   * @return whether the key is new
   * @throws StoreException if the key or the value is too long, or there is no memory; nothing has
   *     changed
   */
  boolean put(Key key, byte type, Bytes value, long expiresAtMs);

  /**
   * Sets the value of a key to a blob, whose reference passes to the store, also when this throws.
   * The store keeps the blob itself unless it is smaller than {@link BlobAllocator#BLOB_BYTES}:
   * then it may copy it and give the reference back at once.
   *
   * @return whether the key is new
   */
  boolean put(Key key, byte type, Blob value, long expiresAtMs);

  /**
   * Writes bytes into the value of an existing entry from a position on; the value grows if they
   * reach behind its end, with zeros in a gap, so that its new length is the larger one of the old
   * length and {@code position + bytes.length()}. Keeps the expiry; sets the type. A blob that
   * somebody else holds too is copied first.
   *
   * @param position 0 or more
   * @return whether the key exists; nothing happens if not
   * @throws StoreException if the value would become too long; nothing has changed
   */
  boolean write(Key key, byte type, int position, Bytes bytes);

  /** Changes the expiry of an entry. {@return whether the key exists} */
  boolean expire(Key key, long expiresAtMs);

  /** Removes an entry. {@return whether the key existed} */
  boolean remove(Key key);

  /**
   * Visits some entries and says where to go on. Every entry that is there from the first call with
   * {@link #SCAN_START} to the answer {@link #SCAN_END} is visited at least once, whatever is
   * written meanwhile; others may be, and one may be visited more than once. While nothing is
   * written each is visited once. Bounded work: about {@code limit} entries are visited, and no
   * more than {@value #PASSED_PER_ENTRY} times as many places without an entry passed over. Before
   * the end the answer comes only when one of the two is used up.
   *
   * @param cursor {@link #SCAN_START} or an earlier answer; one from before a rehash or from
   *     another store begins anew
   * @return the next cursor, 1 to {@link #MAX_CURSOR}, or {@link #SCAN_END}
   */
  long scan(long cursor, int limit, EntryVisitor visitor);

  /**
   * Visits up to {@code limit} entries that lie near a random place, for sampling; at least one if
   * there is any. The choice is not quite uniform.
   *
   * @param random any number, uniformly drawn by the caller
   */
  void sample(long random, int limit, EntryVisitor visitor);

  /** Removes every entry and gives the memory back. */
  void clear();
}
