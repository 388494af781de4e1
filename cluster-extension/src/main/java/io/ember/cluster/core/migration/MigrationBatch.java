package io.ember.cluster.core.migration;

import io.ember.cluster.model.MigrationId;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

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
    CHANGES(0),
    /** Nothing: every entry was sent once, and what follows are changes. */
    CHECKPOINT(1),
    /** A {@link SlotSummary} of each slot; nothing follows. */
    FINAL(2);

    private final int code;

    Kind(int code) {
      this.code = code;
    }

    /** {@return by what number it is said} */
    public int code() {
      return code;
    }

    /** {@return the kind of a number, null if there is none} */
    public static @Nullable Kind of(int code) {
      for (Kind kind : values()) {
        if (kind.code == code) {
          return kind;
        }
      }
      return null;
    }
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
    crc.update(kind.code());
    return (int) crc.getValue();
  }

  private static void update(CRC32C crc, long value) {
    for (int shift = 0; shift < Long.SIZE; shift += Byte.SIZE) {
      crc.update((int) (value >>> shift));
    }
  }
}
