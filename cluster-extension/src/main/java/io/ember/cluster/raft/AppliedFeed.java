package io.ember.cluster.raft;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * The last committed entries that a node has applied, in order, for nodes that follow it.
 *
 * <p>Bounded by number and bytes; who asks for older ones needs a snapshot. Any thread; {@link
 * #append} and {@link #restart} by one at a time.
 */
public final class AppliedFeed {
  private final int maxEntries;
  private final long maxBytes;
  private final ArrayDeque<AppliedEntry> entries = new ArrayDeque<>();
  private final Set<Waiter> waiters = new HashSet<>();
  private long bytes;
  private LogPosition last = LogPosition.NONE;

  /**
   * @param maxEntries how many are kept
   * @param maxBytes how many bytes of them are kept; the last entry always is
   */
  public AppliedFeed(int maxEntries, long maxBytes) {
    this.maxEntries = maxEntries;
    this.maxBytes = maxBytes;
  }

  /** What a follower is told. */
  public sealed interface Answer {
    /** The next entries; none if the follower has them all, or more than this node. */
    record Entries(List<AppliedEntry> entries) implements Answer {}

    /** The next entry is not kept any more. */
    record TooFarBehind() implements Answer {}
  }

  private static final class Waiter {
    final long index;
    final CompletableFuture<Void> done = new CompletableFuture<>();

    Waiter(long index) {
      this.index = index;
    }
  }

  /**
   * {@return what follows the entry of that index}
   *
   * @param index of the last entry that the follower has applied
   * @param limitBytes after how many bytes the answer ends; it has at least one entry if there is
   *     one
   */
  public synchronized Answer after(long index, long limitBytes) {
    if (index >= last.index()) {
      return new Answer.Entries(List.of());
    }
    List<AppliedEntry> found = new ArrayList<>();
    long foundBytes = 0;
    boolean reached = false;
    for (AppliedEntry entry : entries) {
      reached |= entry.previousIndex() == index;
      if (!reached) {
        continue;
      }
      foundBytes += entry.payload().length;
      if (!found.isEmpty() && foundBytes > limitBytes) {
        break;
      }
      found.add(entry);
    }
    return reached ? new Answer.Entries(List.copyOf(found)) : new Answer.TooFarBehind();
  }

  /** {@return the last entry that was applied} */
  public synchronized LogPosition last() {
    return last;
  }

  /**
   * {@return completes when an entry of that index or a higher one is applied, or the time is over}
   */
  public CompletableFuture<Void> reaches(long index, long waitMs) {
    Waiter waiter = new Waiter(index);
    synchronized (this) {
      if (last.index() >= index) {
        return CompletableFuture.completedFuture(null);
      }
      waiters.add(waiter);
    }
    return waiter
        .done
        .completeOnTimeout(null, waitMs, TimeUnit.MILLISECONDS)
        .whenComplete((nothing, failure) -> forget(waiter));
  }

  private synchronized void forget(Waiter waiter) {
    waiters.remove(waiter);
  }

  void append(AppliedEntry entry) {
    synchronized (this) {
      entries.addLast(entry);
      bytes += entry.payload().length;
      while (entries.size() > 1 && (entries.size() > maxEntries || bytes > maxBytes)) {
        bytes -= entries.removeFirst().payload().length;
      }
      last = entry.position();
    }
    wake(entry.position().index());
  }

  /** A snapshot has replaced the state: what was kept does not lead to it. */
  void restart(LogPosition position) {
    synchronized (this) {
      entries.clear();
      bytes = 0;
      last = position;
    }
    wake(position.index());
  }

  private void wake(long index) {
    List<Waiter> reached;
    synchronized (this) {
      if (waiters.isEmpty()) {
        return;
      }
      reached = waiters.stream().filter(waiter -> waiter.index <= index).toList();
    }
    // Outside of the monitor: what waits may ask for more at once.
    reached.forEach(waiter -> waiter.done.complete(null));
  }
}
