package io.ember.cluster.raft;

import io.ember.cluster.model.NodeId;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/**
 * The replicated log of a cluster's configuration, as one node sees it. Entries are opaque bytes.
 *
 * <p>Every node has one: voters take part in Raft, the others (learners) follow the applied feed;
 * both propose in the same way, since a proposal is forwarded to the leader. No method waits, and
 * no stage fails: what goes wrong is a value. Any thread; stages complete on threads of the log,
 * which must not be kept waiting.
 */
public interface ConfigLog extends AutoCloseable {
  /**
   * Puts a command into the log, once, however often it has to be sent.
   *
   * @return the answer of the state machine; when it is there, this node has usually applied the
   *     command as well. {@link RaftProposalError.Undecided} is not a failure: the command may be,
   *     or may become, part of the log
   */
  CompletionStage<ProposalResult> propose(byte[] command);

  /**
   * Puts an entry that changes nothing through the log and waits until this node has applied it:
   * what is read from the local state afterwards is not older than anything that was acknowledged
   * before the call. This is the linearizable read.
   */
  CompletionStage<ProposalResult> barrier();

  /**
   * Makes these nodes the voters. Nodes that are no voters yet must be alive and are brought up to
   * date; of those that stay a majority must be in contact with the leader, or nothing is changed.
   * A leader that is not among them hands its leadership over first.
   */
  CompletionStage<VoterChange> setVoters(Set<NodeId> voters);

  /** Hands the leadership to a voter. */
  CompletionStage<VoterChange> transferLeadership(NodeId voter);

  /** {@return what this node knows of the group; it can be out of date} */
  RaftView view();

  /** {@return the entries that this node has applied last, for nodes that follow it} */
  AppliedFeed feed();

  /** Stops taking part. Proposals that wait are undecided. */
  @Override
  void close();
}
