package io.ember.cluster.raft;

import io.ember.cluster.model.NodeId;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Follows the applied feed of other nodes, as long as the node takes no part in Raft itself.
 *
 * <p>It asks one node, which answers as soon as it has more; after an answer without news, or none,
 * it asks another, so that one that hangs behind cannot hold it back. One request is under way at
 * any time; it is answered on a thread of the pool.
 */
final class FeedFollower {
  private static final long PAUSE_MS = 100;
  private static final long VOTING_PAUSE_MS = 1_000;

  /** What the follower needs of its node. */
  interface Source {
    /** {@return whether the node votes, so that Raft brings it the entries} */
    boolean isVoting();

    /** {@return whom to ask; the order does not matter} */
    List<NodeId> others();

    /** Asks a node for what follows an entry. */
    CompletableFuture<RaftWire.FeedAnswer> ask(NodeId node, long after, int waitMs);

    /** A node has said who leads and votes. */
    void heard(RaftWire.FeedAnswer answer);

    /** The state machine has failed. */
    void failed(Throwable reason);
  }

  private final AppliedState state;
  private final Source source;
  private final int waitMs;
  private final ScheduledExecutorService timer;
  private final Executor pool;
  private volatile boolean closed;
  private int turn;

  /** The next poll, while the node votes or knows nobody to ask. */
  private volatile @Nullable ScheduledFuture<?> next;

  FeedFollower(
      AppliedState state,
      Source source,
      RaftSettings settings,
      ScheduledExecutorService timer,
      Executor pool) {
    this.state = state;
    this.source = source;
    this.waitMs = (int) settings.electionTimeoutMs();
    this.timer = timer;
    this.pool = pool;
  }

  void start() {
    poll();
  }

  void close() {
    closed = true;
  }

  private void poll() {
    if (closed) {
      return;
    }
    boolean isVoting = source.isVoting();
    List<NodeId> others = isVoting ? List.of() : source.others();
    if (others.isEmpty()) {
      next =
          timer.schedule(this::poll, isVoting ? VOTING_PAUSE_MS : PAUSE_MS, TimeUnit.MILLISECONDS);
      return;
    }
    next = null;
    NodeId node = others.get(Math.floorMod(turn, others.size()));
    source
        .ask(node, state.position().index(), waitMs)
        .whenCompleteAsync((answer, failure) -> onAnswer(answer, failure), pool);
  }

  /** The node may vote no longer: looks now, not at the next time. */
  void lookNow() {
    ScheduledFuture<?> waiting = next;
    if (waiting != null && waiting.cancel(false)) {
      poll();
    }
  }

  private void pause() {
    timer.schedule(this::poll, PAUSE_MS, TimeUnit.MILLISECONDS);
  }

  private void onAnswer(RaftWire.@Nullable FeedAnswer answer, @Nullable Throwable failure) {
    if (closed) {
      return;
    }
    if (answer == null || failure != null) {
      turn++;
      pause();
      return;
    }
    source.heard(answer);
    try {
      if (!take(answer)) {
        turn++;
      }
    } catch (IOException e) {
      // Bytes that are none of ours: another node may be of a version that this one understands.
      turn++;
      pause();
      return;
    } catch (RuntimeException e) {
      source.failed(e);
      return;
    }
    poll();
  }

  /** {@return whether there was something new} */
  private boolean take(RaftWire.FeedAnswer answer) throws IOException {
    if (answer.snapshot().isPresent()) {
      return state.restore(StateSnapshot.decode(answer.snapshot().get()));
    }
    boolean news = false;
    for (AppliedEntry entry : answer.entries()) {
      if (!state.follow(entry)) {
        break;
      }
      news = true;
    }
    return news;
  }
}
