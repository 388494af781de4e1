package io.ember.cluster.sim;

import io.ember.cluster.core.migration.DamagedBatch;
import io.ember.cluster.core.migration.MigrationBatch;
import io.ember.cluster.core.migration.MigrationMessage;
import java.util.Arrays;

/**
 * What becomes of batches of migrations: bits that turn over on the way, which a checksum shows,
 * and faults before the checksum is made, which only the comparison of both sides shows.
 */
final class BatchDamage {
  private final ControlCluster cluster;

  /** How likely it is that a bit of a batch turns over. */
  double flips;

  /** How likely it is that a batch does not hold what the source has read. */
  double lies;

  /** Whether one did. */
  boolean hasLied;

  BatchDamage(ControlCluster cluster) {
    this.cluster = cluster;
  }

  MigrationMessage onTheWay(MigrationMessage message) {
    if (!(message instanceof MigrationBatch batch) || batch.content().length == 0) {
      return message;
    }
    if (flips > 0 && cluster.schedule.chance(flips)) {
      cluster.table.operation("batch", "bit flipped");
      return DamagedBatch.flipped(batch, cluster.schedule.random().nextInt());
    }
    if (lies > 0 && batch.kind() != MigrationBatch.Kind.FINAL && cluster.schedule.chance(lies)) {
      return forged(batch);
    }
    return message;
  }

  private MigrationBatch forged(MigrationBatch batch) {
    hasLied = true;
    byte[] content = batch.content();
    switch (cluster.schedule.random().nextInt(3)) {
      case 0 -> {
        cluster.table.operation("batch", "emptied");
        return DamagedBatch.forged(batch, new byte[0]);
      }
      case 1 -> {
        cluster.table.operation("batch", "doubled");
        byte[] twice = Arrays.copyOf(content, 2 * content.length);
        System.arraycopy(content, 0, twice, content.length, content.length);
        return DamagedBatch.forged(batch, twice);
      }
      default -> {
        cluster.table.operation("batch", "last byte changed");
        byte[] other = content.clone();
        other[other.length - 1] ^= 1;
        return DamagedBatch.forged(batch, other);
      }
    }
  }
}
