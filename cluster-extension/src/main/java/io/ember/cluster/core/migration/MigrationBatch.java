package io.ember.cluster.core.migration;

import io.ember.cluster.model.MigrationId;
import java.util.zip.CRC32C;

/**
 * Some entries and changes of slots of one log, in the order in which they were; the last one holds
 * a {@link SlotSummary} of each slot instead. Immutable.
 *
 * @param sequence from 0 on, in each attempt and log
 * @param isFinal whether nothing follows
 * @param content effects, or summaries
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
    boolean isFinal,
    byte[] content,
    int crc)
    implements MigrationMessage {
  /** More would keep what else is said to the node waiting. */
  public static final int MOST_BYTES = 512 * 1024;

  /** {@return a batch with its checksum} */
  static MigrationBatch of(Migration of, int log, long sequence, boolean isFinal, byte[] content) {
    return new MigrationBatch(
        of.id(),
        of.attempt(),
        of.sourceEpoch(),
        of.targetEpoch(),
        log,
        sequence,
        isFinal,
        content,
        checksum(of.id(), of.attempt(), log, sequence, isFinal, content));
  }

  /** {@return whether it is what the source has made} */
  boolean isIntact() {
    return crc == checksum(id, attempt, log, sequence, isFinal, content);
  }

  private static int checksum(
      MigrationId id, long attempt, int log, long sequence, boolean isFinal, byte[] content) {
    CRC32C crc = new CRC32C();
    crc.update(content, 0, content.length);
    update(crc, id.value());
    update(crc, attempt);
    update(crc, log);
    update(crc, sequence);
    crc.update(isFinal ? 1 : 0);
    return (int) crc.getValue();
  }

  private static void update(CRC32C crc, long value) {
    for (int shift = 0; shift < Long.SIZE; shift += Byte.SIZE) {
      crc.update((int) (value >>> shift));
    }
  }
}
