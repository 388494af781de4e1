package io.ember.cluster.core.state;

import io.ember.cluster.model.JobId;
import io.ember.cluster.model.NodeId;
import io.ember.cluster.model.SlotSet;

/**
 * What an operator asked to be moved, and what became of it.
 *
 * @param slots all that it is about
 * @param moved those that have moved
 * @param source whose slots they were, as it was asked for
 * @param target who was to get them, as it was asked for
 * @param sourceShard the shard of the source
 * @param targetShard the shard of the target
 * @param message for people; empty while it is open
 * @param beganMs wall clock of whoever began it
 * @param endedMs wall clock of whoever ended it, 0 while it is open
 */
public record JobInfo(
    JobId id,
    SlotSet slots,
    SlotSet moved,
    NodeId source,
    NodeId target,
    NodeId sourceShard,
    NodeId targetShard,
    JobState state,
    String message,
    long beganMs,
    long endedMs) {

  JobInfo withMoved(SlotSet more) {
    return new JobInfo(
        id,
        slots,
        moved.plus(more),
        source,
        target,
        sourceShard,
        targetShard,
        state,
        message,
        beganMs,
        endedMs);
  }

  /** {@return the slots that have not moved} */
  public SlotSet remaining() {
    return slots.minus(moved);
  }

  JobInfo in(JobState next) {
    return new JobInfo(
        id, slots, moved, source, target, sourceShard, targetShard, next, message, beganMs, 0);
  }

  JobInfo ended(JobState outcome, String why, long atMs) {
    return new JobInfo(
        id, slots, moved, source, target, sourceShard, targetShard, outcome, why, beganMs, atMs);
  }
}
