package io.ember.cluster.raft;

import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * All that a node needs to go on from an entry without those before it.
 *
 * <p>On disk and on the wire: magic and version (4 bytes), term (8), index (8), ledger, length of
 * the state (4), state, CRC-32C of all that (4).
 *
 * @param position of the last entry that is in it
 * @param ledger of repeats, encoded
 * @param state of the state machine
 */
record StateSnapshot(LogPosition position, byte[] ledger, byte[] state) {
  private static final int MAGIC = 0x454d5301;
  private static final int FIXED_BYTES = 4 * Integer.BYTES + 2 * Long.BYTES + Integer.BYTES;

  byte[] encode() {
    ByteBuffer out = ByteBuffer.allocate(FIXED_BYTES + ledger.length + state.length);
    out.putInt(MAGIC).putLong(position.term()).putLong(position.index());
    out.putInt(ledger.length).put(ledger);
    out.putInt(state.length).put(state);
    out.putInt(checksum(out.array(), out.position()));
    return out.array().length == out.position()
        ? out.array()
        : java.util.Arrays.copyOf(out.array(), out.position());
  }

  /**
   * {@return the snapshot that was encoded}
   *
   * @throws IOException if it is damaged
   */
  static StateSnapshot decode(byte[] bytes) throws IOException {
    try {
      ByteBuffer in = ByteBuffer.wrap(bytes);
      if (in.getInt() != MAGIC) {
        throw new IOException("not a snapshot of this version");
      }
      int end = bytes.length - Integer.BYTES;
      if (in.getInt(end) != checksum(bytes, end)) {
        throw new IOException("the checksum of " + bytes.length + " bytes is wrong");
      }
      LogPosition position = new LogPosition(in.getLong(), in.getLong());
      return new StateSnapshot(position, block(in), block(in));
    } catch (BufferUnderflowException | IndexOutOfBoundsException e) {
      throw new IOException("cut off after " + bytes.length + " bytes", e);
    }
  }

  private static byte[] block(ByteBuffer in) {
    byte[] block = new byte[in.getInt()];
    in.get(block);
    return block;
  }

  private static int checksum(byte[] bytes, int length) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, 0, length);
    return (int) crc.getValue();
  }
}
