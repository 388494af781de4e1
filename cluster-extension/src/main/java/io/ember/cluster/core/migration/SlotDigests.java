package io.ember.cluster.core.migration;

import io.ember.cluster.core.effect.SlotDigest;
import io.ember.engine.KeyHasher;
import io.ember.engine.Keyspace;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What some slots hold, to compare both sides at the hand-over. Most of it is worked out before
 * their calls have to wait, in one pass; of what changes after that nothing is known any more until
 * {@link #finish}. Owner thread: the lane.
 */
final class SlotDigests {
  /** Well under a millisecond. */
  static final int SLICE_BYTES = 256 * 1024;

  /** What it takes to look at a slot without entries, in bytes of one with entries. */
  private static final int SLOT_BYTES = 256;

  private static final int NONE = -1;

  private final int[] slots;

  /** Null for what is not known, or not any more. */
  private final @Nullable SlotSummary[] known;

  private final SlotDigest digest;
  private int passed;
  private int finished;

  /** Which slot the digest is of. */
  private int working = NONE;

  /**
   * @param slots in ascending order
   * @param scratch of the lane
   */
  SlotDigests(int[] slots, KeyHasher hasher, byte[] scratch) {
    this.slots = slots;
    digest = new SlotDigest(hasher, scratch);
    known = new SlotSummary[slots.length];
  }

  /** {@return whether it is about that slot; if so, what is known of it does not hold any more} */
  boolean forget(int slot) {
    int at = Arrays.binarySearch(slots, slot);
    if (at < 0) {
      return false;
    }
    known[at] = null;
    finished = Math.min(finished, at);
    if (working == at) {
      working = NONE;
      passed = Math.max(passed, at + 1); // the pass is not kept up by one that changes all the time
    }
    return true;
  }

  /** {@return whether the pass is over} */
  boolean isPassed() {
    return passed == slots.length;
  }

  /** Goes on with the pass, as far as one slice goes. */
  void pass(Keyspace keyspace) {
    long left = SLICE_BYTES;
    while (!isPassed() && left > 0) {
      if (step(keyspace, passed, left)) {
        passed++;
      }
      left -= SLOT_BYTES + digest.stepBytes();
    }
  }

  /** Works out what is not known, as far as one slice goes. {@return whether all is} */
  boolean finish(Keyspace keyspace) {
    passed = slots.length;
    long left = SLICE_BYTES;
    while (finished < slots.length && left > 0) {
      if (known[finished] != null) {
        finished++;
      } else {
        step(keyspace, finished, left);
        left -= SLOT_BYTES + digest.stepBytes();
      }
    }
    return finished == slots.length;
  }

  /** {@return whether that was all of the slot} */
  private boolean step(Keyspace keyspace, int at, long mostBytes) {
    if (working != at) {
      working = at;
      digest.begin(slots[at]);
    }
    if (!digest.step(keyspace.stores().slot(slots[at]), mostBytes)) {
      return false;
    }
    known[at] = new SlotSummary(slots[at], digest.count(), digest.hash());
    working = NONE;
    return true;
  }

  /** {@return of each slot what it holds, once {@link #finish} has said that all is known} */
  List<SlotSummary> summaries() {
    return Arrays.stream(known).map(Objects::requireNonNull).toList();
  }
}
