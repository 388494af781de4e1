package io.ember.cluster.raft;

/**
 * A committed entry, as it is fed to nodes that take no part in Raft.
 *
 * @param previousIndex the index of the entry before it, by which a gap is noticed; that of {@link
 *     LogPosition#NONE} for the first
 * @param position where it is
 * @param payload what was proposed, with the proposer's mark: {@link LogEntry}
 */
public record AppliedEntry(long previousIndex, LogPosition position, byte[] payload) {}
