package io.ember.cluster.raft;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.function.Consumer;

/**
 * The state of a node's configuration log: the state machine, the ledger of repeats and the feed,
 * which move together.
 *
 * <p>A node that becomes a voter, or stops being one, keeps it, so the same entry can come by both
 * ways. The position only rises: what is not new is skipped. Any thread, one at a time.
 */
final class AppliedState {
  private final ConfigStateMachine machine;
  private final ProposalLedger ledger = new ProposalLedger();
  private final AppliedFeed feed;
  private final Consumer<LogPosition> listener;
  private LogPosition position = LogPosition.NONE;

  AppliedState(ConfigStateMachine machine, AppliedFeed feed, Consumer<LogPosition> listener) {
    this.machine = machine;
    this.feed = feed;
    this.listener = listener;
  }

  AppliedFeed feed() {
    return feed;
  }

  /**
   * Applies an entry, or repeats what was answered to it.
   *
   * @throws IOException if it is none of ours
   */
  synchronized ProposalResult.Applied apply(LogPosition at, byte[] payload) throws IOException {
    LogEntry entry = LogEntry.decode(payload);
    ProposalLedger.Answered answered = ledger.find(entry.mark());
    if (at.index() > position.index()) {
      if (answered == null) {
        answered = new ProposalLedger.Answered(at, run(at, entry));
        if (!entry.barrier()) {
          ledger.add(entry.mark(), answered);
        }
      }
      advance(new AppliedEntry(position.index(), at, payload));
    }
    return answered == null
        ? new ProposalResult.Applied(at.index(), at.term(), new byte[0])
        : new ProposalResult.Applied(
            answered.position().index(), answered.position().term(), answered.answer());
  }

  private byte[] run(LogPosition at, LogEntry entry) {
    return entry.barrier() ? new byte[0] : machine.apply(at.term(), at.index(), entry.command());
  }

  private void advance(AppliedEntry entry) {
    position = entry.position();
    listener.accept(position);
    feed.append(entry);
  }

  /**
   * Applies an entry of another node's feed.
   *
   * @return false, and nothing changes, if it does not follow what this node has
   */
  synchronized boolean follow(AppliedEntry entry) throws IOException {
    if (entry.previousIndex() != position.index()
        || entry.position().index() <= position.index()
        || entry.position().term() < position.term()) {
      return false;
    }
    apply(entry.position(), entry.payload());
    return true;
  }

  synchronized StateSnapshot snapshot() {
    ByteBuffer encodedLedger = ByteBuffer.allocate(ledger.encodedBytes());
    ledger.write(encodedLedger);
    return new StateSnapshot(position, encodedLedger.array(), machine.snapshot());
  }

  /** {@return false, and nothing changes, if the snapshot is not newer than the state} */
  synchronized boolean restore(StateSnapshot snapshot) {
    if (snapshot.position().index() <= position.index()) {
      return false;
    }
    LogPosition to = snapshot.position();
    machine.restore(snapshot.state(), to.term(), to.index());
    ledger.read(ByteBuffer.wrap(snapshot.ledger()));
    position = to;
    listener.accept(to);
    feed.restart(to);
    return true;
  }

  synchronized LogPosition position() {
    return position;
  }
}
