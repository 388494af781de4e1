package io.ember.cluster.raft;

import java.nio.ByteBuffer;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The proposals that were applied last and what was answered, so that a repeat is answered and not
 * applied again.
 *
 * <p>A part of the replicated state: it is the same on every node that has applied the same
 * entries, and it is in snapshots. It forgets by the order of the log and never by a clock; Ratis'
 * own cache forgets after a minute, and with a snapshot. One thread at a time.
 */
final class ProposalLedger {
  private static final int MAX_PROPOSALS = 8192;
  private static final long MAX_BYTES = 4L << 20;

  private final Map<ProposalMark, Answered> proposals = new LinkedHashMap<>();
  private long bytes;

  /** What a proposal was answered, and where its entry is. */
  record Answered(LogPosition position, byte[] answer) {}

  @Nullable Answered find(ProposalMark mark) {
    return proposals.get(mark);
  }

  void add(ProposalMark mark, Answered answered) {
    proposals.put(mark, answered);
    bytes += answered.answer().length;
    Iterator<Answered> eldest = proposals.values().iterator();
    while (proposals.size() > MAX_PROPOSALS || (bytes > MAX_BYTES && proposals.size() > 1)) {
      bytes -= eldest.next().answer().length;
      eldest.remove();
    }
  }

  int encodedBytes() {
    return Integer.BYTES
        + Math.toIntExact(
            proposals.size() * (ProposalMark.BYTES + 2L * Long.BYTES + Integer.BYTES) + bytes);
  }

  void write(ByteBuffer out) {
    out.putInt(proposals.size());
    proposals.forEach(
        (mark, answered) -> {
          mark.write(out);
          out.putLong(answered.position().term()).putLong(answered.position().index());
          out.putInt(answered.answer().length).put(answered.answer());
        });
  }

  void read(ByteBuffer in) {
    proposals.clear();
    bytes = 0;
    for (int count = in.getInt(); count > 0; count--) {
      ProposalMark mark = ProposalMark.read(in);
      LogPosition position = new LogPosition(in.getLong(), in.getLong());
      byte[] answer = new byte[in.getInt()];
      in.get(answer);
      add(mark, new Answered(position, answer));
    }
  }
}
