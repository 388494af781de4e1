package io.ember.cluster.core.replication;

import io.ember.cluster.model.SlotSet;

/**
 * One log of a node and how its data stands to it; stays when the node's role changes. Owner
 * thread: the lane.
 */
final class LogState {
  final int number;
  final RecordLog records = new RecordLog();
  final EpochTable epochs = new EpochTable();

  /** Everything before it is committed, as far as this node knows. */
  long commit;

  /** Everything before it is in the store. */
  long applied;

  /** Whether the log belongs to the history of the shard: without it the data is nobody's copy. */
  boolean hasPosition;

  /** Slots whose content is not what the log says. */
  SlotSet damaged = SlotSet.EMPTY;

  LogState(int number) {
    this.number = number;
  }

  /** {@return whether the data is a complete copy of the state at {@link #applied}} */
  boolean isComplete() {
    return hasPosition && damaged.isEmpty();
  }

  /** Gives away what nobody needs, while more is kept than there is room for. */
  void trim(long budgetBytes, long needed) {
    long limit = Math.min(needed, records.end());
    while (records.bytes() > budgetBytes && records.begin() < limit) {
      records.trim(records.begin() + 1);
    }
  }
}
