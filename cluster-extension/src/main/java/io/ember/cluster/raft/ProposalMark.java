package io.ember.cluster.raft;

import java.nio.ByteBuffer;
import java.util.UUID;

/**
 * The name of a proposal, by which repeats of it are known.
 *
 * @param proposer a name of its own for each run of each node
 * @param sequence counts the proposals of the proposer
 */
record ProposalMark(UUID proposer, long sequence) {
  static final int BYTES = 24;

  void write(ByteBuffer out) {
    out.putLong(proposer.getMostSignificantBits())
        .putLong(proposer.getLeastSignificantBits())
        .putLong(sequence);
  }

  static ProposalMark read(ByteBuffer in) {
    return new ProposalMark(new UUID(in.getLong(), in.getLong()), in.getLong());
  }
}
