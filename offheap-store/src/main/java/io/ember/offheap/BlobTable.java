package io.ember.offheap;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The large values of one owner's slots: a map holds the number under which its value is kept here.
 * The values of a slot form a ring-free doubly linked list, so a slot is emptied without a look at
 * its map.
 *
 * <p>Owner thread: that of the slots.
 */
final class BlobTable {
  /** No value: the end of a list, and the head of an empty one. */
  static final int NONE = -1;

  private static final int FIRST_CAPACITY = 16;

  private @Nullable NativeBlob[] blobs = new NativeBlob[0];
  private int[] next = {};
  private int[] previous = {};
  private int free = NONE;

  /**
   * Makes room for one more value, so that {@link #add} cannot fail.
   *
   * @throws OutOfMemoryError if the heap is full
   */
  void reserve() {
    if (free != NONE) {
      return;
    }
    int had = blobs.length;
    int capacity = Math.max(FIRST_CAPACITY, had * 2);
    int[] newNext = Arrays.copyOf(next, capacity);
    int[] newPrevious = Arrays.copyOf(previous, capacity);
    blobs = Arrays.copyOf(blobs, capacity);
    next = newNext;
    previous = newPrevious;
    for (int i = had; i < capacity; i++) {
      next[i] = i + 1 < capacity ? i + 1 : NONE;
    }
    free = had;
  }

  /**
   * Adds a value, whose reference passes to this table, in front of a slot's list.
   *
   * @param head of the list
   * @return its number, which is the new head
   */
  int add(NativeBlob blob, int head) {
    reserve();
    int number = free;
    free = next[number];
    blobs[number] = blob;
    next[number] = head;
    previous[number] = NONE;
    if (head != NONE) {
      previous[head] = number;
    }
    return number;
  }

  /** {@return the value with this number} */
  NativeBlob get(int number) {
    NativeBlob blob = blobs[number];
    if (blob == null) {
      throw new IllegalStateException("no large value " + number);
    }
    return blob;
  }

  /** Puts another value in the place of one, which is released. */
  void replace(int number, NativeBlob blob) {
    NativeBlob old = get(number);
    blobs[number] = blob;
    old.release();
  }

  /**
   * Releases a value.
   *
   * @param head of its list
   * @return the head from here on
   */
  int remove(int number, int head) {
    NativeBlob blob = get(number);
    int after = next[number];
    int before = previous[number];
    if (before != NONE) {
      next[before] = after;
    }
    if (after != NONE) {
      previous[after] = before;
    }
    blobs[number] = null;
    next[number] = free;
    free = number;
    blob.release();
    return head == number ? after : head;
  }

  /** Releases a whole list. */
  void removeAll(int head) {
    for (int number = head; number != NONE; ) {
      int after = next[number];
      remove(number, number);
      number = after;
    }
  }
}
