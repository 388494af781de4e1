package io.ember.cluster.core.migration;

import io.ember.cluster.model.MigrationId;
import java.util.zip.CRC32C;

/**
 * A piece of the stream of one log: entries and changes of its slots, in the order in which they
 * were, or what is said about them. Immutable.
 *
 * @param sequence from 0 on, in each attempt and log
 * @param content what the kind says
 * @param crc of the content, and of what it is said to be
 */
@SuppressWarnings("ArrayRecordComponent") // a byte string by nature; nobody compares it
public record MigrationBatch(
    MigrationId id,
    long attempt,
    long sourceEpoch,
    long targetEpoch,
    int log,
    long sequence,
    Kind kind,
    byte[] content,
    int crc)
    implements MigrationMessage {
  /** More would keep what else is said to the node waiting. */
  public static final int MOST_BYTES = 512 * 1024;

  /** What a batch holds. */
  public enum Kind {
    /** Effects. */
    CHANGES,
    /** Nothing: every entry was sent once, and what follows are changes. */
    CHECKPOINT,
    /** A {@link SlotSummary} of each slot; nothing follows. */
    FINAL
  }

  /** {@return a batch with its checksum} */
  static MigrationBatch of(Migration of, int log, long sequence, Kind kind, byte[] content) {
    return new MigrationBatch(
        of.id(),
        of.attempt(),
        of.sourceEpoch(),
        of.targetEpoch(),
        log,
        sequence,
        kind,
        content,
        checksum(of.id(), of.attempt(), log, sequence, kind, content));
  }

  /** {@return whether it is what the source has made} */
  boolean isIntact() {
    return crc == checksum(id, attempt, log, sequence, kind, content);
  }

  private static int checksum(
      MigrationId id, long attempt, int log, long sequence, Kind kind, byte[] content) {
    CRC32C crc = new CRC32C();
    crc.update(content, 0, content.length);
    update(crc, id.value());
    update(crc, attempt);
    update(crc, log);
    update(crc, sequence);
    crc.update(kind.ordinal());
    return (int) crc.getValue();
  }

  private static void update(CRC32C crc, long value) {
    for (int shift = 0; shift < Long.SIZE; shift += Byte.SIZE) {
      crc.update((int) (value >>> shift));
    }
  }
}
