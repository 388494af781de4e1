package io.ember.cluster.raft;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * What is written into the log for a proposal.
 *
 * <p>On the wire and on disk: version (1 byte), kind (1), mark (24), command.
 *
 * @param barrier whether it changes nothing and is not shown to the state machine
 * @param mark who proposed it, and which of its proposals it is: by it a repeat is known
 * @param command for the state machine; empty for a barrier
 */
record LogEntry(boolean barrier, ProposalMark mark, byte[] command) {
  private static final byte VERSION = 1;
  private static final byte BARRIER = 0;
  private static final byte COMMAND = 1;
  private static final int HEADER_BYTES = 2 + ProposalMark.BYTES;

  static LogEntry barrier(ProposalMark mark) {
    return new LogEntry(true, mark, new byte[0]);
  }

  static LogEntry command(ProposalMark mark, byte[] command) {
    return new LogEntry(false, mark, command);
  }

  byte[] encode() {
    ByteBuffer out = ByteBuffer.allocate(HEADER_BYTES + command.length);
    out.put(VERSION).put(barrier ? BARRIER : COMMAND);
    mark.write(out);
    return out.put(command).array();
  }

  /**
   * {@return the entry that was encoded}
   *
   * @throws IOException if it is none of ours
   */
  static LogEntry decode(byte[] bytes) throws IOException {
    if (bytes.length < HEADER_BYTES || bytes[0] != VERSION) {
      throw new IOException("not an entry of version " + VERSION + ", " + bytes.length + " bytes");
    }
    if (bytes[1] != BARRIER && bytes[1] != COMMAND) {
      throw new IOException("unknown kind of entry: " + bytes[1]);
    }
    return new LogEntry(
        bytes[1] == BARRIER,
        ProposalMark.read(ByteBuffer.wrap(bytes, 2, ProposalMark.BYTES)),
        Arrays.copyOfRange(bytes, HEADER_BYTES, bytes.length));
  }
}
