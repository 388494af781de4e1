package io.ember.cluster.metrics;

import io.ember.cluster.model.MigrationId;
import java.util.Map;

/**
 * What this node has moved so far of migrations that it takes part in as the source. Any thread.
 */
@FunctionalInterface
public interface MigrationProgress {
  /** Of a node that moves nothing. */
  MigrationProgress NONE = Map::of;

  /**
   * What was moved of one migration, in its present attempt.
   *
   * @param keys entries that the target has, those included that were sent again
   * @param bytes of them
   */
  record Moved(long keys, long bytes) {}

  /** {@return by migration, those only that are under way; a snapshot} */
  Map<MigrationId, Moved> moved();
}
