package io.ember.cluster.core.replication;

/**
 * Where the records of an epoch begin in a log.
 *
 * @param epoch of the shard
 * @param offset of its first record
 */
public record EpochStart(long epoch, long offset) {}
