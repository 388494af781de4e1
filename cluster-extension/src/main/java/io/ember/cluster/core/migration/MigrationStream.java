package io.ember.cluster.core.migration;

import io.ember.cluster.core.migration.MigrationReport.Stage;

/** The slots of one log in one attempt of a migration, on either side. Owner thread: the lane. */
interface MigrationStream {
  Migration migration();

  /** The same attempt; something about it has changed. */
  void update(Migration next);

  /** It was decided. */
  void end(boolean isComplete);

  /** Time has passed. */
  void tick(long nowNs);

  Stage stage();

  /** {@return why it failed, empty if it did not} */
  String reason();

  /** {@return how many entries came or went} */
  long entries();

  /** {@return a number that grows while anything is done} */
  long steps();

  /** {@return how many bytes came or went} */
  long bytes();
}
