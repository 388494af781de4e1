package io.ember.cluster.raft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.zip.CRC32C;
import org.apache.ratis.proto.RaftProtos.LogEntryProto;
import org.apache.ratis.proto.RaftProtos.StateMachineLogEntryProto;
import org.apache.ratis.thirdparty.com.google.protobuf.ByteString;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Damage that Ratis refuses, and damage that it would take for the end of the log. */
final class LogFilesTest {
  private static final int ENTRIES = 6;
  private static final int SET_ASIDE = 8192;

  @TempDir Path directory;
  private Path file;
  private byte[] good;
  private int[] starts;
  private int end;

  @BeforeEach
  void writeALog() throws IOException {
    file = directory.resolve("log_inprogress_0");
    good = new byte[SET_ASIDE];
    starts = new int[ENTRIES];
    ByteBuffer out = ByteBuffer.wrap(good).put("RaftLog1".getBytes(StandardCharsets.UTF_8));
    for (int index = 0; index < ENTRIES; index++) {
      starts[index] = out.position();
      put(out, entry(index, index == ENTRIES - 1 ? 1500 : 40 + index));
    }
    end = out.position();
    Files.write(file, good);
  }

  private static byte[] entry(long index, int bytes) {
    byte[] data = new byte[bytes];
    Arrays.fill(data, (byte) 'x');
    return LogEntryProto.newBuilder()
        .setTerm(3)
        .setIndex(index)
        .setStateMachineLogEntry(
            StateMachineLogEntryProto.newBuilder().setLogData(ByteString.copyFrom(data)))
        .build()
        .toByteArray();
  }

  private static void put(ByteBuffer out, byte[] entry) {
    int start = out.position();
    int length = entry.length;
    while (length >= 0x80) {
      out.put((byte) ((length & 0x7f) | 0x80));
      length >>>= 7;
    }
    out.put((byte) length).put(entry);
    CRC32C crc = new CRC32C();
    crc.update(out.duplicate().flip().position(start));
    out.putInt((int) crc.getValue());
  }

  private Optional<String> check() throws IOException {
    return LogFiles.check(directory, -1);
  }

  @Test
  void findsNothingInAGoodLog() throws Exception {
    assertThat(check()).isEmpty();
    assertThat(Files.readAllBytes(file)).isEqualTo(good);
  }

  /**
   * Among them lengths that reach beyond the end, which Ratis takes for a piece without its rest.
   */
  @Test
  void reportsEachBitThatIsFlippedInWhatWasWritten() throws Exception {
    for (int offset = 0; offset < end; offset++) {
      // All bits of each length, one of each other byte.
      int at = offset;
      boolean isLength = Arrays.stream(starts).anyMatch(start -> start <= at && at < start + 3);
      for (int bit = isLength ? 0 : offset % 8; bit < (isLength ? 8 : offset % 8 + 1); bit++) {
        byte[] flipped = good.clone();
        flipped[offset] ^= (byte) (1 << bit);
        Files.write(file, flipped);

        assertThatThrownBy(this::check)
            .as("offset %d, bit %d", offset, bit)
            .isInstanceOf(RaftDiskError.class)
            .hasMessageContaining(file.toString())
            .hasMessageContaining("at offset ");
        assertThat(Files.readAllBytes(file)).isEqualTo(flipped);
      }
    }
  }

  @Test
  void namesTheOffsetOfTheFirstBadEntry() throws Exception {
    good[starts[2] + 10] ^= 1;
    Files.write(file, good);

    assertThatThrownBy(this::check).hasMessageContaining("at offset " + starts[2] + ":");
  }

  @Test
  void cutsAPieceOffWhereTheFileEndsWithinIt() throws Exception {
    Files.write(file, Arrays.copyOf(good, starts[5] + 700));

    assertThat(check()).hasValueSatisfying(what -> assertThat(what).contains("" + starts[5]));

    assertThat(Files.size(file)).isEqualTo(starts[5]);
    assertThat(check()).isEmpty();
  }

  @Test
  void cutsAPieceOffOfWhichASectorWasNeverWritten() throws Exception {
    Arrays.fill(good, 1024, 1536, (byte) 0);
    Files.write(file, good);

    assertThat(check()).isPresent();

    assertThat(Files.size(file)).isEqualTo(starts[5]);
  }

  @Test
  void readsNeverPastAMissingSectorThatAnEntryFollows() throws Exception {
    ByteBuffer out = ByteBuffer.wrap(good).position(end);
    put(out, entry(ENTRIES, 30));
    Arrays.fill(good, 1024, 1536, (byte) 0);
    Files.write(file, good);

    assertThatThrownBy(this::check).isInstanceOf(RaftDiskError.class);
  }

  @Test
  void closedFileMustHaveAllItsEntries() throws Exception {
    Path closed = directory.resolve("log_0-6");
    Files.move(file, closed);

    assertThatThrownBy(this::check)
        .isInstanceOf(RaftDiskError.class)
        .hasMessageContaining("entry 6");

    Files.move(closed, directory.resolve("log_0-5"));
    assertThat(check()).isEmpty();
  }

  @Test
  void reportsAFileThatIsMissing() throws Exception {
    Files.move(file, directory.resolve("log_0-5"));
    ByteBuffer out = ByteBuffer.allocate(500).put("RaftLog1".getBytes(StandardCharsets.UTF_8));
    put(out, entry(9, 20));
    Files.write(directory.resolve("log_inprogress_9"), out.array());

    assertThatThrownBy(this::check).hasMessageContaining("begins with entry 9, not 6");
    assertThat(LogFiles.check(directory, 8)).isEmpty();
  }

  @Test
  void reportsALogThatBeginsAfterItsSnapshot() throws Exception {
    Files.move(file, directory.resolve("log_0-5"));
    Files.delete(directory.resolve("log_0-5"));
    ByteBuffer out = ByteBuffer.allocate(500).put("RaftLog1".getBytes(StandardCharsets.UTF_8));
    put(out, entry(9, 20));
    Files.write(directory.resolve("log_inprogress_9"), out.array());

    assertThatThrownBy(() -> LogFiles.check(directory, 7)).hasMessageContaining("snapshot");
    assertThat(LogFiles.check(directory, 8)).isEmpty();
  }

  @Test
  void acceptsAFileThatWasJustMade() throws Exception {
    Files.write(file, new byte[SET_ASIDE]);
    assertThat(check()).isEmpty();

    Files.write(file, new byte[0]);
    assertThat(check()).isEmpty();
  }
}
