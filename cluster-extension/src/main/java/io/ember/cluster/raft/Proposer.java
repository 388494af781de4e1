package io.ember.cluster.raft;

import io.ember.cluster.model.NodeId;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.ratis.protocol.exceptions.NotLeaderException;
import org.jspecify.annotations.Nullable;

/**
 * Brings proposals to the leader, wherever that is, and again under the same mark until it answers
 * or the time is over.
 *
 * <p>It goes straight to the leader; where that failed, through another node; where no leader is
 * known, to one after the other, who may know. Any thread.
 */
final class Proposer {
  private static final long PAUSE_MS = 20;
  private static final String LEADER_LOST =
      "the leader lost the majority of the voters before it was decided";

  private static final String NO_LEADER =
      "no leader is known: a majority of the voters has to reach each other";

  /** What the proposer needs of its node. */
  interface Routes {
    /** Gives an entry to this node, if it leads; never waits. */
    CompletableFuture<RaftWire.ProposeAnswer> local(LogEntry entry);

    /** Sends an entry to another node. */
    CompletableFuture<RaftWire.ProposeAnswer> remote(NodeId to, int hops, LogEntry entry);

    /** {@return the leader, if one is known; this node itself only if it takes proposals} */
    @Nullable NodeId leader();

    /** Asks another node who leads; nothing is proposed by that. */
    CompletableFuture<RaftWire.ProposeAnswer> whoLeads(NodeId other);

    /** A node has said who leads. */
    void leaderIs(NodeId leader);

    /** {@return other nodes that may know more} */
    List<NodeId> others();
  }

  private final NodeId self;
  private final long timeoutMs;
  private final AppliedFeed feed;
  private final Routes routes;
  private final ScheduledExecutorService timer;
  private final UUID name = UUID.randomUUID();
  private final AtomicLong sequence = new AtomicLong();
  private final Set<Proposal> waiting = ConcurrentHashMap.newKeySet();
  private volatile boolean closed;

  Proposer(
      NodeId self,
      RaftSettings settings,
      AppliedFeed feed,
      Routes routes,
      ScheduledExecutorService timer) {
    this.self = self;
    this.timeoutMs = settings.proposalTimeoutMs();
    this.feed = feed;
    this.routes = routes;
    this.timer = timer;
  }

  CompletableFuture<ProposalResult> command(byte[] command) {
    if (command.length > RaftSettings.MAX_ENTRY_BYTES) {
      return CompletableFuture.completedFuture(
          new RaftProposalError.NotAccepted(
              "a command of "
                  + command.length
                  + " bytes, at most "
                  + RaftSettings.MAX_ENTRY_BYTES
                  + " are possible"));
    }
    return submit(LogEntry.command(nextMark(), command));
  }

  CompletableFuture<ProposalResult> barrier() {
    return submit(LogEntry.barrier(nextMark()));
  }

  private ProposalMark nextMark() {
    return new ProposalMark(name, sequence.incrementAndGet());
  }

  private CompletableFuture<ProposalResult> submit(LogEntry entry) {
    Proposal proposal = new Proposal(entry);
    waiting.add(proposal);
    proposal.result.whenComplete((result, failure) -> waiting.remove(proposal));
    proposal.next();
    return proposal.result;
  }

  /** There is a leader, or another one: what waits for the old one's answer would wait in vain. */
  void leaderChanged() {
    NodeId leader = routes.leader();
    if (leader != null) {
      waiting.forEach(proposal -> proposal.turnTo(leader));
    }
  }

  void close() {
    closed = true;
    waiting.forEach(Proposal::expire);
  }

  /** One proposal on its way. Its monitor guards it; at most one attempt is under way. */
  private final class Proposal {
    final LogEntry entry;
    final CompletableFuture<ProposalResult> result = new CompletableFuture<>();
    private final long deadlineNs = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(timeoutMs);
    private boolean mayBeInLog;
    private boolean leaderUnreachable;
    private int turn;
    private int attempt;
    private @Nullable NodeId target;
    private @Nullable NodeId heard;
    private String trouble = NO_LEADER;

    Proposal(LogEntry entry) {
      this.entry = entry;
    }

    void next() {
      CompletableFuture<RaftWire.ProposeAnswer> answer;
      int number;
      synchronized (this) {
        if (result.isDone()) {
          return;
        }
        if (closed || System.nanoTime() >= deadlineNs) {
          expire();
          return;
        }
        number = ++attempt;
        answer = send();
      }
      answer
          .orTimeout(remainingMs(), TimeUnit.MILLISECONDS)
          .whenComplete((got, failure) -> onAnswer(number, got, failure));
    }

    private long remainingMs() {
      return Math.max(1, TimeUnit.NANOSECONDS.toMillis(deadlineNs - System.nanoTime()));
    }

    private CompletableFuture<RaftWire.ProposeAnswer> send() {
      NodeId leader = routes.leader();
      if (self.equals(leader)) {
        return to(leader, routes.local(entry));
      }
      if (leader == null) {
        leader = heard;
        heard = null;
      }
      NodeId other = another(leader);
      if (leader == null) {
        // Only a question: a node that cannot reach the leader must not leave the outcome open.
        return other == null ? nobody() : to(null, routes.whoLeads(other));
      }
      if (leaderUnreachable && other != null && turn % 2 == 0) {
        return to(other, routes.remote(other, 1, entry));
      }
      return to(leader, routes.remote(leader, 0, entry));
    }

    private CompletableFuture<RaftWire.ProposeAnswer> to(
        @Nullable NodeId node, CompletableFuture<RaftWire.ProposeAnswer> answer) {
      target = node;
      return answer;
    }

    private CompletableFuture<RaftWire.ProposeAnswer> nobody() {
      return to(
          null,
          CompletableFuture.completedFuture(
              new RaftWire.ProposeAnswer.NotLeader(Optional.empty())));
    }

    private @Nullable NodeId another(@Nullable NodeId than) {
      List<NodeId> others = routes.others().stream().filter(node -> !node.equals(than)).toList();
      return others.isEmpty() ? null : others.get(Math.floorMod(turn++, others.size()));
    }

    private void onAnswer(
        int number, RaftWire.@Nullable ProposeAnswer answer, @Nullable Throwable failure) {
      synchronized (this) {
        if (number != attempt || result.isDone()) {
          return;
        }
        if (answer instanceof RaftWire.ProposeAnswer.Applied applied) {
          finish(applied.result());
          return;
        }
        if (answer instanceof RaftWire.ProposeAnswer.NotLeader notLeader) {
          trouble = NO_LEADER;
          heard = notLeader.leader().filter(leader -> !leader.equals(self)).orElse(null);
          notLeader.leader().filter(leader -> !leader.equals(self)).ifPresent(routes::leaderIs);
        } else if (answer instanceof RaftWire.ProposeAnswer.Undecided undecided) {
          mayBeInLog = true;
          trouble = undecided.reason();
        } else {
          onFailure(failure);
        }
      }
      retry();
    }

    private void onFailure(@Nullable Throwable failure) {
      Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
      if (target == null) {
        return;
      }
      mayBeInLog |= !(cause instanceof RaftTransport.NotSentException);
      trouble = "no answer from " + target + ": " + cause;
      leaderUnreachable = true;
    }

    private void retry() {
      timer.schedule(this::next, PAUSE_MS, TimeUnit.MILLISECONDS);
    }

    void turnTo(NodeId leader) {
      synchronized (this) {
        if (result.isDone() || leader.equals(target)) {
          return;
        }
        mayBeInLog |= target != null;
        leaderUnreachable = false;
        attempt++; // what is under way does not count any more
      }
      // Not on the thread that says so: it is Ratis'.
      timer.execute(this::next);
    }

    private void finish(ProposalResult.Applied applied) {
      // Usually it is here, or a moment away; that this node lags does not change what happened.
      feed.reaches(applied.index(), remainingMs())
          .thenRun(
              () ->
                  result.complete(
                      entry.barrier() && feed.last().index() < applied.index()
                          ? new RaftProposalError.Undecided(
                              "this node has not yet applied entry " + applied.index())
                          : applied));
    }

    synchronized void expire() {
      String reason = closed ? "the log was closed; " + trouble : trouble;
      result.complete(
          mayBeInLog
              ? new RaftProposalError.Undecided(reason)
              : new RaftProposalError.NotAccepted(reason));
    }
  }

  /** {@return a failure as one line} */
  static String text(Throwable failure) {
    Throwable cause =
        failure instanceof CompletionException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    if (cause instanceof NotLeaderException) {
      return LEADER_LOST;
    }
    return cause instanceof IOException ? String.valueOf(cause.getMessage()) : cause.toString();
  }
}
