package io.ember.cluster.raft;

/**
 * The place of an entry in the log.
 *
 * @param term of the leader that wrote it; never falls from one entry to the next
 * @param index of the entry; rises from one to the next, but not always by one, since Raft has
 *     entries of its own
 */
public record LogPosition(long term, long index) {
  /** Before the first entry. */
  public static final LogPosition NONE = new LogPosition(0, -1);
}
