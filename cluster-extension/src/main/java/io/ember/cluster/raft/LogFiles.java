package io.ember.cluster.raft;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32C;
import org.apache.ratis.proto.RaftProtos.LogEntryProto;
import org.apache.ratis.thirdparty.com.google.protobuf.InvalidProtocolBufferException;

/**
 * Reads the log files of a Ratis division before Ratis does, because Ratis can take damage for an
 * end: a damaged length in the last file, one that points beyond its end, makes it drop that entry
 * and all after it, acknowledged or not, with a warning.
 *
 * <p>A file is the header, then entries (length as a varint, protobuf, CRC-32C), then zeros up to
 * the size that was set aside for it. Entries were forced before they were acknowledged, so all
 * that a power failure may leave behind of one that was not is a piece without the rest: the file
 * ends too early, or a sector of it is still all zeros. Such a last piece is <em>torn</em> and is
 * cut off. All else is damage. Stateless.
 */
final class LogFiles {
  private static final byte[] HEADER = "RaftLog1".getBytes(StandardCharsets.UTF_8);
  private static final int CHECKSUM_BYTES = Integer.BYTES;
  private static final int SECTOR_BYTES = 512;
  private static final int MAX_VARINT_BYTES = 5;
  private static final byte TERM_TAG = LogEntryProto.TERM_FIELD_NUMBER << 3;
  private static final byte INDEX_TAG = LogEntryProto.INDEX_FIELD_NUMBER << 3;
  private static final Pattern CLOSED = Pattern.compile("log_(\\d+)-(\\d+)");
  private static final Pattern OPEN = Pattern.compile("log_inprogress_(\\d+)");

  private LogFiles() {}

  /**
   * One file.
   *
   * @param last index of its last entry; -1 while it is open
   */
  private record Segment(Path file, long first, long last) {
    boolean isOpen() {
      return last < 0;
    }
  }

  /** An entry that was read, and where the next one begins. */
  private record Frame(LogEntryProto entry, int end) {}

  /**
   * Checks the files and cuts off what is torn.
   *
   * @param snapshotIndex up to where a snapshot covers the log, -1 without one
   * @return what was cut off, for the operator
   * @throws RaftDiskError if something is damaged that may have been acknowledged
   */
  static Optional<String> check(Path directory, long snapshotIndex) throws IOException {
    List<Segment> segments = segments(directory);
    Optional<String> cut = Optional.empty();
    long next = -1;
    for (Segment segment : segments) {
      if (next >= 0 && segment.first() != next && segment.first() > snapshotIndex + 1) {
        throw new RaftDiskError(
            segment.file(), 0, "it begins with entry " + segment.first() + ", not " + next);
      }
      byte[] bytes = Files.readAllBytes(segment.file());
      int end = scan(segment, bytes);
      if (segment.isOpen() && hasContent(bytes, end)) {
        cut = Optional.of(cutOff(segment.file(), bytes, end));
      }
      next = segment.isOpen() ? -1 : segment.last() + 1;
    }
    checkStart(segments, snapshotIndex);
    return cut;
  }

  private static void checkStart(List<Segment> segments, long snapshotIndex) throws IOException {
    if (!segments.isEmpty() && segments.get(0).first() > snapshotIndex + 1) {
      Segment first = segments.get(0);
      throw new RaftDiskError(
          first.file(),
          0,
          "it begins with entry " + first.first() + ", the snapshot ends with " + snapshotIndex);
    }
  }

  private static List<Segment> segments(Path directory) throws IOException {
    List<Segment> segments = new ArrayList<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, "log_*")) {
      for (Path file : files) {
        Matcher closed = CLOSED.matcher(file.getFileName().toString());
        Matcher open = OPEN.matcher(file.getFileName().toString());
        if (closed.matches()) {
          segments.add(
              new Segment(file, Long.parseLong(closed.group(1)), Long.parseLong(closed.group(2))));
        } else if (open.matches()) {
          segments.add(new Segment(file, Long.parseLong(open.group(1)), -1));
        }
      }
    }
    segments.sort(Comparator.comparingLong(Segment::first));
    return segments;
  }

  /** {@return where the entries of a file end} */
  private static int scan(Segment segment, byte[] bytes) throws IOException {
    if (bytes.length == 0 && segment.isOpen()) {
      return 0;
    }
    int header = Math.min(HEADER.length, bytes.length);
    if (!Arrays.equals(bytes, 0, header, HEADER, 0, header)
        || (header < HEADER.length && !segment.isOpen())) {
      return atBadHeader(segment, bytes);
    }
    int at = header;
    long index = segment.first();
    while (segment.isOpen() || index <= segment.last()) {
      Frame frame = read(bytes, at);
      if (frame == null || frame.entry().getIndex() != index) {
        break;
      }
      at = frame.end();
      index++;
    }
    if (!segment.isOpen() && index <= segment.last()) {
      throw new RaftDiskError(segment.file(), at, "entry " + index + " cannot be read");
    }
    if (segment.isOpen() && hasContent(bytes, at) && !isTorn(bytes, at)) {
      throw new RaftDiskError(segment.file(), at, "entry " + index + " cannot be read");
    }
    return at;
  }

  private static int atBadHeader(Segment segment, byte[] bytes) throws RaftDiskError {
    // A file that was made a moment before the power failed.
    if (segment.isOpen() && !hasContent(bytes, 0)) {
      return 0;
    }
    throw new RaftDiskError(segment.file(), 0, "it does not begin like a log");
  }

  private static boolean hasContent(byte[] bytes, int from) {
    for (int i = from; i < bytes.length; i++) {
      if (bytes[i] != 0) {
        return true;
      }
    }
    return false;
  }

  private static @org.jspecify.annotations.Nullable Frame read(byte[] bytes, int at) {
    int lengthBytes = varintBytes(bytes, at);
    if (lengthBytes == 0) {
      return null;
    }
    long length = varint(bytes, at, lengthBytes);
    long end = at + lengthBytes + length + CHECKSUM_BYTES;
    if (length <= 0 || end > bytes.length) {
      return null;
    }
    int body = at + lengthBytes;
    CRC32C crc = new CRC32C();
    crc.update(bytes, at, lengthBytes + (int) length);
    if (ByteBuffer.wrap(bytes).getInt(body + (int) length) != (int) crc.getValue()) {
      return null;
    }
    try {
      return new Frame(
          LogEntryProto.parseFrom(ByteBuffer.wrap(bytes, body, (int) length)), (int) end);
    } catch (InvalidProtocolBufferException e) {
      return null;
    }
  }

  /** {@return how many bytes a varint has, 0 if there is none} */
  private static int varintBytes(byte[] bytes, int at) {
    for (int i = 0; i < MAX_VARINT_BYTES && at + i < bytes.length; i++) {
      if (bytes[at + i] >= 0) {
        return i + 1;
      }
    }
    return 0;
  }

  private static long varint(byte[] bytes, int at, int count) {
    long value = 0;
    for (int i = 0; i < count; i++) {
      value |= (long) (bytes[at + i] & 0x7f) << (7 * i);
    }
    return value;
  }

  /**
   * {@return whether what begins here can be a piece of an entry that was never forced} No entry
   * may follow, and either the file ends within the piece or a sector that belongs to it was never
   * written.
   */
  private static boolean isTorn(byte[] bytes, int at) {
    for (int i = at + 1; i < bytes.length; i++) {
      if (looksLikeEntry(bytes, i) && read(bytes, i) != null) {
        return false;
      }
    }
    int lengthBytes = varintBytes(bytes, at);
    long end =
        lengthBytes == 0
            ? (long) bytes.length + 1
            : at + lengthBytes + varint(bytes, at, lengthBytes) + CHECKSUM_BYTES;
    if (end > bytes.length) {
      // Without zeros after it the file was cut within the piece. With them, room for the whole
      // entry had been set aside, and the length is wrong.
      return bytes[bytes.length - 1] != 0;
    }
    if (isWholeUnderAnotherLength(bytes, at)) {
      return false;
    }
    for (int sector = at; sector < end; sector = nextSector(sector)) {
      if (!hasContent(Arrays.copyOfRange(bytes, sector, nextSector(sector)), 0)) {
        return true;
      }
    }
    return false;
  }

  /**
   * {@return whether all that is written here is one good entry but for its length} A length that
   * was damaged can reach into the zeros that follow, and would look as if they had never been
   * written.
   */
  private static boolean isWholeUnderAnotherLength(byte[] bytes, int at) {
    int written = bytes.length;
    while (written > at && bytes[written - 1] == 0) {
      written--;
    }
    // The checksum itself can end with zeros.
    for (int end = written; end < Math.min(bytes.length, written + CHECKSUM_BYTES) + 1; end++) {
      for (int lengthBytes = 1; lengthBytes < MAX_VARINT_BYTES; lengthBytes++) {
        int body = at + lengthBytes;
        int length = end - CHECKSUM_BYTES - body;
        if (length > 0
            && checksum(bytes, body, length)
                == ByteBuffer.wrap(bytes).getInt(end - CHECKSUM_BYTES)) {
          return true;
        }
      }
    }
    return false;
  }

  /** {@return the checksum of an entry with the length that it should have} */
  private static int checksum(byte[] bytes, int body, int length) {
    CRC32C crc = new CRC32C();
    int rest = length;
    while (rest >= 0x80) {
      crc.update((rest & 0x7f) | 0x80);
      rest >>>= 7;
    }
    crc.update(rest);
    crc.update(bytes, body, length);
    return (int) crc.getValue();
  }

  /** {@return whether term and index, the first fields, can follow a length here} Cheap. */
  private static boolean looksLikeEntry(byte[] bytes, int at) {
    int term = at + varintBytes(bytes, at);
    if (bytes[at] == 0 || term == at || term >= bytes.length || bytes[term] != TERM_TAG) {
      return false;
    }
    int index = term + 1 + varintBytes(bytes, term + 1);
    return index < bytes.length && bytes[index] == INDEX_TAG;
  }

  private static int nextSector(int at) {
    return (at / SECTOR_BYTES + 1) * SECTOR_BYTES;
  }

  private static String cutOff(Path file, byte[] bytes, int end) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.truncate(end);
      channel.force(true);
    }
    return "cut "
        + (bytes.length - end)
        + " bytes that were never forced off "
        + file
        + " at "
        + end;
  }
}
