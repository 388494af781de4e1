package io.ember.cluster.core.replication;

import java.util.ArrayList;
import java.util.List;

/**
 * Where each epoch begins in a log, oldest first: what tells two logs of one history how far they
 * are the same. The oldest are forgotten; logs that have only those in common need not be compared.
 *
 * <p>Owner thread: the lane.
 */
final class EpochTable {
  /** How many epochs are remembered. */
  static final int MAX_EPOCHS = 128;

  private final List<EpochStart> starts = new ArrayList<>();

  /** {@return what stands in it, oldest first} */
  List<EpochStart> starts() {
    return List.copyOf(starts);
  }

  void begin(long epoch, long offset) {
    starts.add(new EpochStart(epoch, offset));
    if (starts.size() > MAX_EPOCHS) {
      starts.remove(0);
    }
  }

  /** Forgets what begins at the offset or behind it. */
  void cut(long offset) {
    starts.removeIf(start -> start.offset() >= offset);
  }

  void replace(List<EpochStart> other) {
    starts.clear();
    starts.addAll(other);
  }

  /**
   * {@return the last position up to which two logs have the same records, -1 if no epoch is in
   * both} An epoch has one primary, so its records are the same wherever they are.
   */
  long agreement(long ownEnd, List<EpochStart> theirs, long theirEnd) {
    for (int mine = starts.size() - 1; mine >= 0; mine--) {
      int other = theirs.lastIndexOf(starts.get(mine));
      if (other >= 0) {
        return Math.min(end(starts, mine, ownEnd), end(theirs, other, theirEnd));
      }
    }
    return -1;
  }

  private static long end(List<EpochStart> starts, int index, long logEnd) {
    return index + 1 < starts.size() ? starts.get(index + 1).offset() : logEnd;
  }
}
