package io.ember.cluster.raft;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * The last committed entries that a node has applied, in order, for nodes that follow it.
 *
 * <p>Bounded by number and bytes; who asks for older ones needs a snapshot. Any thread.
 */
public final class AppliedFeed {
  private final int maxEntries;
  private final long maxBytes;
  private final ArrayDeque<AppliedEntry> entries = new ArrayDeque<>();
  private long bytes;
  private LogPosition last = LogPosition.NONE;
  private CompletableFuture<Void> grown = new CompletableFuture<>();

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
    boolean seen = false;
    for (AppliedEntry entry : entries) {
      seen |= entry.previousIndex() == index;
      if (!seen) {
        continue;
      }
      foundBytes += entry.payload().length;
      if (!found.isEmpty() && foundBytes > limitBytes) {
        break;
      }
      found.add(entry);
    }
    return seen ? new Answer.Entries(List.copyOf(found)) : new Answer.TooFarBehind();
  }

  /** {@return the last entry that was applied} */
  public synchronized LogPosition last() {
    return last;
  }

  /** {@return completes when there is an entry after that index} */
  public synchronized CompletableFuture<Void> growsBeyond(long index) {
    return last.index() > index ? CompletableFuture.completedFuture(null) : grown.copy();
  }

  void append(AppliedEntry entry) {
    advance(entry, entry.position());
  }

  /** A snapshot has replaced the state: what was kept does not lead to it. */
  void restart(LogPosition position) {
    advance(null, position);
  }

  private void advance(
      @org.jspecify.annotations.Nullable AppliedEntry entry, LogPosition position) {
    CompletableFuture<Void> waiting;
    synchronized (this) {
      if (entry == null) {
        entries.clear();
        bytes = 0;
      } else {
        entries.addLast(entry);
        bytes += entry.payload().length;
        while (entries.size() > 1 && (entries.size() > maxEntries || bytes > maxBytes)) {
          bytes -= entries.removeFirst().payload().length;
        }
      }
      last = position;
      waiting = grown;
      grown = new CompletableFuture<>();
    }
    waiting.complete(null);
  }
}
