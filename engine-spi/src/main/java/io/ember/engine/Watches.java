package io.ember.engine;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Who watches which keys of a lane: a hash table by the keys' own hashes, so that asking it about a
 * key that was written allocates nothing. Costs nothing while nobody watches. Owner thread: the
 * lane.
 */
final class Watches {
  private static final int MIN_BUCKETS = 16;

  /** One key that one token watches. */
  private static final class Watch {
    final Key key;
    final WatchToken token;
    @Nullable Watch next;

    Watch(Key key, WatchToken token, @Nullable Watch next) {
      this.key = key;
      this.token = token;
      this.next = next;
    }

    boolean isOf(Key other) {
      return key.hash() == other.hash()
          && key.slot() == other.slot()
          && key.bytes().sameAs(other.array(), other.offset(), other.length());
    }
  }

  private @Nullable Watch[] buckets = new Watch[MIN_BUCKETS];
  private int count;

  /** Adds a watch; one that is there already stays the only one. */
  void add(Key key, WatchToken token) {
    for (Watch watch = bucket(key); watch != null; watch = watch.next) {
      if (watch.token == token && watch.isOf(key)) {
        return;
      }
    }
    if (count == buckets.length) {
      grow();
    }
    int index = index(key);
    buckets[index] = new Watch(key.copy(), token, buckets[index]);
    count++;
  }

  void remove(Key key, WatchToken token) {
    Watch before = null;
    for (Watch watch = bucket(key); watch != null; before = watch, watch = watch.next) {
      if (watch.token == token && watch.isOf(key)) {
        if (before == null) {
          buckets[index(key)] = watch.next;
        } else {
          before.next = watch.next;
        }
        count--;
        return;
      }
    }
  }

  /** Marks the tokens that watch the key. */
  void changed(Key key) {
    if (count == 0) {
      return;
    }
    for (Watch watch = bucket(key); watch != null; watch = watch.next) {
      if (watch.isOf(key)) {
        watch.token.markChanged();
      }
    }
  }

  /** Marks the tokens that watch a key which the store of a slot has: it is about to lose all. */
  void clearing(SlotStore store) {
    if (count == 0) {
      return;
    }
    for (Watch bucket : buckets) {
      for (Watch watch = bucket; watch != null; watch = watch.next) {
        if (watch.key.slot() == store.slot() && store.peek(watch.key) != null) {
          watch.token.markChanged();
        }
      }
    }
  }

  private @Nullable Watch bucket(Key key) {
    return buckets[index(key)];
  }

  private int index(Key key) {
    return Long.hashCode(key.hash()) & buckets.length - 1;
  }

  private void grow() {
    Watch[] old = Arrays.copyOf(buckets, buckets.length);
    buckets = new Watch[2 * old.length];
    for (Watch bucket : old) {
      Watch watch = bucket;
      while (watch != null) {
        Watch following = watch.next;
        int index = index(watch.key);
        watch.next = buckets[index];
        buckets[index] = watch;
        watch = following;
      }
    }
  }
}
