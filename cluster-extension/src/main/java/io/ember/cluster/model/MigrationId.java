package io.ember.cluster.model;

/**
 * The name of one migration of slots, the same on both sides.
 *
 * @param value counts the migrations of the cluster, from 1; {@link #NONE} before the first
 */
public record MigrationId(long value) implements Comparable<MigrationId> {
  /** Of no migration. */
  public static final MigrationId NONE = new MigrationId(0);

  public MigrationId {
    if (value < 0) {
      throw new IllegalArgumentException("migrations count from 1: " + value);
    }
  }

  /** {@return the id of the migration that begins after this one} */
  public MigrationId next() {
    return new MigrationId(value + 1);
  }

  @Override
  public int compareTo(MigrationId other) {
    return Long.compare(value, other.value);
  }

  @Override
  public String toString() {
    return Long.toString(value);
  }
}
