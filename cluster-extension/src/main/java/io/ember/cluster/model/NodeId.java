package io.ember.cluster.model;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.UUID;
import java.util.zip.CRC32;

/**
 * The name of a node for its whole life, over restarts and address changes.
 *
 * <p>A UUID in Java; 40 hexadecimal digits on the wire, as Redis Cluster clients expect: the 32 of
 * the UUID and an 8-digit CRC-32 of those 32 characters, so that a mistyped id is noticed.
 */
public record NodeId(UUID uuid) implements Comparable<NodeId> {
  /** How many characters {@link #wireForm} has. */
  public static final int WIRE_LENGTH = 40;

  private static final int UUID_DIGITS = 32;
  private static final int DASHED_LENGTH = 36;

  /**
   * {@return the id that a text names} Both forms are understood: 40 digits, and the UUID with
   * dashes. Letters may be of either case.
   *
   * @throws IllegalArgumentException if it is neither, or its check digits are wrong
   */
  public static NodeId parse(String text) {
    if (text.length() == DASHED_LENGTH) {
      return new NodeId(parseDashed(text));
    }
    if (text.length() != WIRE_LENGTH || !text.chars().allMatch(c -> Character.digit(c, 16) >= 0)) {
      throw new IllegalArgumentException("not a node id: '" + text + "'");
    }
    String lower = text.toLowerCase(java.util.Locale.ROOT);
    NodeId id =
        new NodeId(
            new UUID(
                Long.parseUnsignedLong(lower, 0, 16, 16),
                Long.parseUnsignedLong(lower, 16, UUID_DIGITS, 16)));
    if (!id.wireForm().equals(lower)) {
      throw new IllegalArgumentException(
          "not a node id, its check digits are wrong: '" + text + "'");
    }
    return id;
  }

  private static UUID parseDashed(String text) {
    UUID uuid;
    try {
      uuid = UUID.fromString(text);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("not a node id: '" + text + "'", e);
    }
    // UUID.fromString takes groups of any length, and reads "1-1-1-1-1" as well.
    if (!uuid.toString().equalsIgnoreCase(text)) {
      throw new IllegalArgumentException("not a node id: '" + text + "'");
    }
    return uuid;
  }

  /** {@return 40 lower-case hexadecimal digits} */
  public String wireForm() {
    HexFormat hex = HexFormat.of();
    String digits =
        hex.toHexDigits(uuid.getMostSignificantBits())
            + hex.toHexDigits(uuid.getLeastSignificantBits());
    CRC32 crc = new CRC32();
    crc.update(digits.getBytes(StandardCharsets.US_ASCII));
    return digits + hex.toHexDigits((int) crc.getValue());
  }

  /** {@return the upper 64 bits of the UUID, by which Raft knows the node} */
  public long raftId() {
    return uuid.getMostSignificantBits();
  }

  /** Orders like the wire forms. */
  @Override
  public int compareTo(NodeId other) {
    int upper = Long.compareUnsigned(raftId(), other.raftId());
    return upper != 0
        ? upper
        : Long.compareUnsigned(
            uuid.getLeastSignificantBits(), other.uuid.getLeastSignificantBits());
  }

  /** {@return the wire form} */
  @Override
  public String toString() {
    return wireForm();
  }
}
