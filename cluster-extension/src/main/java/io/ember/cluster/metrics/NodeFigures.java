package io.ember.cluster.metrics;

import io.ember.cluster.core.replication.LogFigures;
import io.ember.cluster.model.MigrationId;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a node has done and has, at one moment: what it shows of itself and tells other nodes that
 * show it. Counters only grow, but for a reset, so whoever has two of them knows the rates between.
 * Immutable.
 *
 * @param atNs the moment, by a clock of that node alone
 * @param lease until when it may serve
 * @param logs how far its logs and their copies are
 * @param migrations what it has moved of those that are under way
 */
record NodeFigures(
    long atNs,
    Traffic traffic,
    Data data,
    Lanes lanes,
    Lease lease,
    LogFigures logs,
    SortedMap<MigrationId, MigrationProgress.Moved> migrations) {

  /**
   * What the endpoint of clients counts.
   *
   * @param clients connections that are open
   * @param durations calls by how long they took: see {@link
   *     io.ember.cluster.session.DurationCounts}
   */
  record Traffic(
      long clients, long calls, long errors, long received, long sent, long[] durations) {}

  /**
   * What is stored.
   *
   * @param usedBytes memory of keys and values
   * @param limitBytes most that it may become, 0 for no limit
   */
  record Data(
      long keys,
      long usedBytes,
      long limitBytes,
      long hits,
      long misses,
      long expired,
      long evicted) {}

  /**
   * What all lanes together did.
   *
   * @param busyNs time in which they did something
   */
  record Lanes(long count, long busyNs) {}

  /**
   * Whether the node may serve.
   *
   * @param leftNs for how long it still may without hearing of others; {@link #UNLIMITED} if it
   *     needs nobody
   */
  record Lease(boolean serves, long leftNs) {
    static final long UNLIMITED = -1;
  }

  NodeFigures {
    migrations = Collections.unmodifiableSortedMap(new TreeMap<>(migrations));
  }
}
