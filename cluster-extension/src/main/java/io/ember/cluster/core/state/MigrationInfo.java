package io.ember.cluster.core.state;

import io.ember.cluster.model.JobId;
import io.ember.cluster.model.MigrationId;
import io.ember.cluster.model.NodeId;
import io.ember.cluster.model.SlotSet;

/**
 * A migration that is not decided yet. Between shards, not nodes: a promotion changes who carries
 * it on, not what it is.
 *
 * @param job that it is a part of, or {@link JobId#NONE}
 * @param attempt from 1; rises whenever source or target are promoted or restart, and what was
 *     staged under a lower one is void
 */
public record MigrationInfo(
    MigrationId id,
    JobId job,
    MigrationKind kind,
    SlotSet slots,
    NodeId sourceShard,
    NodeId targetShard,
    long attempt) {

  boolean involves(NodeId shard) {
    return sourceShard.equals(shard) || targetShard.equals(shard);
  }

  MigrationInfo nextAttempt() {
    return new MigrationInfo(id, job, kind, slots, sourceShard, targetShard, attempt + 1);
  }
}
