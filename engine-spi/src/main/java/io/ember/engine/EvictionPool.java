package io.ember.engine;

/**
 * The entries that were not used for longest among those that were sampled: candidates for
 * eviction. Their keys are copied into arrays that are used again. Owner thread: the lane.
 */
final class EvictionPool implements EntryVisitor {
  static final int CAPACITY = 16;

  private static final int USUAL_KEY_BYTES = 64;

  /** The candidates, the one that was used last first. */
  private final Candidate[] candidates = new Candidate[CAPACITY];

  private int count;
  private int slot;
  private int visits;

  /** A key, and for how long it had not been used when it was sampled. */
  static final class Candidate {
    private final Key key = new Key();
    private byte[] bytes = new byte[USUAL_KEY_BYTES];
    private long idleSeconds;

    Key key() {
      return key;
    }

    long idleSeconds() {
      return idleSeconds;
    }

    private void set(EntryView entry, int slot, long idleSeconds) {
      int length = entry.keyLength();
      if (bytes.length < length) {
        bytes = new byte[length];
      }
      entry.copyKey(bytes, 0);
      key.set(bytes, 0, length, slot, 0);
      this.idleSeconds = idleSeconds;
    }
  }

  EvictionPool() {
    for (int i = 0; i < CAPACITY; i++) {
      candidates[i] = new Candidate();
    }
  }

  /** {@return how many candidates there are} */
  int count() {
    return count;
  }

  /** Counts visits from here on. */
  void beginVisits() {
    visits = 0;
  }

  /** {@return how many entries were visited since then} */
  int visits() {
    return visits;
  }

  /** Says which slot the entries come from that are visited next. */
  void sampleFrom(int slot) {
    this.slot = slot;
  }

  @Override
  public void visit(EntryView entry) {
    visits++;
    long idleSeconds = entry.idleSeconds();
    if (count == CAPACITY && idleSeconds <= candidates[0].idleSeconds) {
      return;
    }
    Candidate free;
    if (count < CAPACITY) {
      free = candidates[count];
      System.arraycopy(candidates, 0, candidates, 1, count);
      count++;
    } else {
      free = candidates[0];
    }
    int at = 0;
    while (at + 1 < count && candidates[at + 1].idleSeconds < idleSeconds) {
      candidates[at] = candidates[at + 1];
      at++;
    }
    free.set(entry, slot, idleSeconds);
    candidates[at] = free;
  }

  /** {@return the best candidate with the hash of its key; valid until the next call} */
  Candidate take(KeyHasher hasher) {
    Candidate best = candidates[--count];
    Key key = best.key;
    key.set(best.bytes, 0, key.length(), key.slot(), hasher.hash(best.bytes, 0, key.length()));
    return best;
  }
}
