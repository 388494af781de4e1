package io.ember.cluster.raft;

import io.ember.cluster.model.NodeId;
import io.ember.engine.StoreException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.ratis.protocol.RaftClientReply;
import org.apache.ratis.protocol.exceptions.LeaderNotReadyException;
import org.apache.ratis.protocol.exceptions.RaftException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The configuration log of one node, by Raft: a voter, or a learner that follows the applied feed,
 * and from one to the other without losing its place.
 *
 * <p>A node that the leader wants as a voter is asked to prepare itself: it starts a Ratis server
 * under a new generation, which the leader then adds. A voter that the group has let go deletes its
 * Raft directory and is a learner again. Only a voter runs a Ratis server.
 *
 * <p>Any thread. Its own: a small pool for requests, a timer, and one for what takes long, such as
 * starting and stopping servers and changing voters.
 */
public final class RaftNode implements ConfigLog {
  private static final Logger LOG = LoggerFactory.getLogger(RaftNode.class);
  private static final int POOL_THREADS = 4;
  private static final int MAX_WAITING = 4096;
  private static final int IDLE_SECONDS = 30;
  private static final int END_SECONDS = 3;
  private static final String THREAD_NAME = "ember-raft";
  private static final long FEED_ANSWER_BYTES = 1 << 20;
  private static final int MAX_FEED_WAIT_MS = 10_000;

  /** How often a change of the voters may take the time that a proposal may. */
  private static final int CHANGE_PROPOSALS = 6;

  private final NodeId self;
  private final RaftSettings settings;
  private final RaftStorage storage;
  private final RaftTransport transport;
  private final Supplier<? extends Collection<NodeId>> contacts;
  private final RaftListener listener;
  private final AppliedState state;
  private final ThreadPoolExecutor pool = pool(THREAD_NAME, POOL_THREADS);
  private final ThreadPoolExecutor admin = pool(THREAD_NAME + "-admin", 1);
  private final ScheduledThreadPoolExecutor timer;
  private final Proposer proposer;
  private final FeedFollower follower;
  private final VoterChanger changer;
  private final VoterEvents voterEvents = new VoterEvents();
  private volatile @Nullable Voter voter;
  private volatile Hint hint = new Hint(Optional.empty(), Set.of());
  private volatile boolean closed;

  /** What a learner was told. */
  private record Hint(Optional<NodeId> leader, Set<NodeId> voters) {}

  /**
   * How a node gets its log.
   *
   * @param transport reaches the other nodes
   * @param contacts knows which other nodes there are, now
   * @param machine gives the entries their meaning; empty
   * @param listener learns what happens
   */
  public record Context(
      RaftTransport transport,
      Supplier<? extends Collection<NodeId>> contacts,
      ConfigStateMachine machine,
      RaftListener listener) {}

  private RaftNode(RaftSettings settings, RaftStorage storage, Context context) {
    this.self = storage.node();
    this.settings = settings;
    this.storage = storage;
    this.transport = context.transport();
    this.contacts = context.contacts();
    this.listener = context.listener();
    state =
        new AppliedState(
            context.machine(),
            new AppliedFeed(settings.feedEntries(), settings.feedBytes()),
            listener::onApplied);
    timer = new ScheduledThreadPoolExecutor(1, RaftThreads.named(THREAD_NAME + "-timer"));
    timer.setRemoveOnCancelPolicy(true);
    proposer = new Proposer(self, settings, state.feed(), new Routes(), timer);
    follower = new FeedFollower(state, new FeedSource(), settings, timer, pool);
    changer = new VoterChanger(settings, this::askToPrepare);
  }

  /**
   * Starts the log of a group that this node begins, or began once.
   *
   * @throws StoreException if its Raft directory is damaged or gone
   */
  public static RaftNode bootstrap(RaftSettings settings, RaftStorage storage, Context context) {
    return open(settings, storage, context, true);
  }

  /**
   * Starts the log of a node of a group that others began: as the voter that it was, else as a
   * learner.
   *
   * @throws StoreException if its Raft directory is damaged and nobody else has what it held
   */
  public static RaftNode join(RaftSettings settings, RaftStorage storage, Context context) {
    return open(settings, storage, context, false);
  }

  private static RaftNode open(
      RaftSettings settings, RaftStorage storage, Context context, boolean alone) {
    RaftNode node = new RaftNode(settings, storage, context);
    try {
      node.start(alone);
      return node;
    } catch (RuntimeException e) {
      node.close();
      throw e;
    }
  }

  private void start(boolean alone) {
    boolean first = !storage.everUsed();
    RaftMember member = storage.recover();
    if (member == null && alone && first) {
      member = storage.begin();
    }
    if (member == null && alone && contacts.get().stream().allMatch(self::equals)) {
      throw new StoreException(
          "the raft directory of this node is gone, and no other node is known that could have what"
              + " it held. Restore it from a copy, or remove the whole directory of the node to begin"
              + " anew");
    }
    transport.onRequest(this::onRequest);
    if (member != null) {
      startVoter(member, alone);
    }
    follower.start();
    watchMembership();
  }

  private Voter startVoter(RaftMember member, boolean alone) {
    return RaftThreads.make(THREAD_NAME + "-start", () -> newVoter(member, alone));
  }

  private Voter newVoter(RaftMember member, boolean alone) {
    Voter started;
    try {
      started =
          new Voter(
              settings, storage, member, alone, new Voter.Context(transport, state, voterEvents));
    } catch (IOException e) {
      throw new StoreException("raft cannot start: " + e.getMessage(), e);
    }
    voter = started;
    try {
      started.start();
      if (closed) { // meanwhile, and perhaps too early to see what was to be closed
        started.close();
        throw new IllegalStateException("closed");
      }
    } catch (RuntimeException e) {
      voter = null;
      throw e;
    }
    LOG.info("raft started as {}", member.raftId());
    return started;
  }

  @Override
  public CompletionStage<ProposalResult> propose(byte[] command) {
    return proposer.command(command);
  }

  @Override
  public CompletionStage<ProposalResult> barrier() {
    return proposer.barrier();
  }

  @Override
  public CompletionStage<VoterChange> setVoters(Set<NodeId> voters) {
    return new Change(RaftRequests.SET_VOTERS, new RaftWire.Change(Set.copyOf(voters))).begin();
  }

  @Override
  public CompletionStage<VoterChange> transferLeadership(NodeId to) {
    return new Change(RaftRequests.TRANSFER, new RaftWire.Change(Set.of(to))).begin();
  }

  @Override
  public RaftView view() {
    Voter now = voter;
    if (now != null && now.isVoting()) {
      return new RaftView(
          role(now),
          now.info().getCurrentTerm(),
          Optional.ofNullable(now.leader()),
          now.voterNodes(),
          state.position());
    }
    Hint told = hint;
    return new RaftView(
        RaftRole.LEARNER, state.position().term(), told.leader(), told.voters(), state.position());
  }

  private static RaftRole role(Voter voter) {
    return switch (voter.info().getCurrentRole()) {
      case LEADER -> RaftRole.LEADER;
      case CANDIDATE -> RaftRole.CANDIDATE;
      case FOLLOWER -> RaftRole.FOLLOWER;
      default -> RaftRole.LEARNER;
    };
  }

  @Override
  public AppliedFeed feed() {
    return state.feed();
  }

  /** {@return the Raft id under which this node votes, if it does} */
  public Optional<RaftMember> member() {
    Voter now = voter;
    return now != null && now.isVoting() ? Optional.of(now.self()) : Optional.empty();
  }

  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    transport.onRequest(RaftTransport.Handler.NONE);
    follower.close();
    proposer.close();
    admin.shutdownNow();
    awaitEnd(admin);
    Voter now = voter;
    if (now != null) {
      now.close();
    }
    timer.shutdownNow();
    pool.shutdown();
    awaitEnd(pool);
  }

  private static void awaitEnd(ExecutorService executor) {
    try {
      if (!executor.awaitTermination(END_SECONDS, TimeUnit.SECONDS)) {
        // A call inside Ratis that waits for what has ended. The thread keeps no process alive.
        LOG.warn("raft: a thread does not end: {}", stuck());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static String stuck() {
    return Thread.getAllStackTraces().entrySet().stream()
        .filter(each -> each.getKey().getName().startsWith(THREAD_NAME))
        .filter(each -> each.getKey().getState() != Thread.State.TERMINATED)
        .map(each -> each.getKey().getName() + " " + Arrays.toString(each.getValue()))
        .collect(Collectors.joining("; "));
  }

  // What others ask.

  private CompletionStage<byte[]> onRequest(NodeId from, int type, byte[] request) {
    CompletableFuture<byte[]> answer = new CompletableFuture<>();
    try {
      pool.execute(() -> pass(serveSafely(from, type, request), answer));
    } catch (RejectedExecutionException e) {
      answer.completeExceptionally(new IOException("too many requests wait, or raft has ended", e));
    }
    return answer;
  }

  private static <T> void pass(CompletableFuture<T> from, CompletableFuture<T> to) {
    from.whenComplete(
        (value, failure) -> {
          if (failure == null) {
            to.complete(value);
          } else {
            to.completeExceptionally(failure);
          }
        });
  }

  private CompletableFuture<byte[]> serveSafely(NodeId from, int type, byte[] request) {
    try {
      return serve(from, type, request);
    } catch (IOException | RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private CompletableFuture<byte[]> serve(NodeId from, int type, byte[] request)
      throws IOException {
    if (type <= RaftRequests.LAST_OF_RATIS) {
      Voter now = voter;
      if (now == null) {
        throw new IOException("this node does not vote");
      }
      return now.network().serve(from, type, request);
    }
    byte[] body = RaftWire.body(storage.cluster(), request);
    return switch (type) {
      case RaftRequests.PROPOSE ->
          takeProposal(from, RaftWire.propose(body)).thenApply(RaftWire::encode);
      case RaftRequests.PREPARE ->
          CompletableFuture.supplyAsync(this::prepare, admin)
              .thenApply(member -> RaftWire.encodeGeneration(member.generation()));
      case RaftRequests.SET_VOTERS, RaftRequests.TRANSFER ->
          changeHere(type, RaftWire.change(body)).thenApply(RaftNode::encodeChange);
      case RaftRequests.FEED -> feed(RaftWire.feedRequest(body)).thenApply(RaftWire::encode);
      case RaftRequests.VOTERS ->
          CompletableFuture.completedFuture(RaftWire.encode(votersAnswer()));
      default -> throw new IOException("unknown request: " + type);
    };
  }

  private CompletableFuture<byte[]> call(NodeId to, int type, byte[] body, long timeoutMs) {
    return transport.call(to, type, RaftWire.inCluster(storage.cluster(), body), timeoutMs);
  }

  private static <T> T parsed(Parsing<T> parsing) {
    try {
      return parsing.parse();
    } catch (IOException e) {
      throw new CompletionException(e);
    }
  }

  private interface Parsing<T> {
    T parse() throws IOException;
  }

  private CompletableFuture<RaftWire.ProposeAnswer> takeProposal(
      NodeId from, RaftWire.Propose propose) throws IOException {
    LogEntry entry = LogEntry.decode(propose.entry());
    NodeId leader = leader();
    if (self.equals(leader)) {
      return submit(entry);
    }
    if (propose.hops() > 0 && leader != null && !leader.equals(from)) {
      return send(leader, propose.hops() - 1, entry);
    }
    return CompletableFuture.completedFuture(
        new RaftWire.ProposeAnswer.NotLeader(Optional.ofNullable(leader)));
  }

  private CompletableFuture<RaftWire.ProposeAnswer> send(NodeId to, int hops, LogEntry entry) {
    // A hop more takes as long again.
    return call(
            to,
            RaftRequests.PROPOSE,
            RaftWire.encode(new RaftWire.Propose(hops, entry.encode())),
            (hops + 1) * settings.callTimeoutMs())
        .thenApply(bytes -> parsed(() -> RaftWire.proposeAnswer(bytes)));
  }

  /** Gives an entry to Ratis. Waits for a thread of it: only on the pool. */
  private CompletableFuture<RaftWire.ProposeAnswer> submit(LogEntry entry) {
    Voter now = voter;
    if (now == null || !now.isLeader()) {
      return CompletableFuture.completedFuture(
          new RaftWire.ProposeAnswer.NotLeader(Optional.empty()));
    }
    CompletableFuture<RaftClientReply> submitted;
    try {
      submitted = now.submit(entry);
    } catch (IOException | RuntimeException e) {
      submitted = CompletableFuture.failedFuture(e);
    }
    return submitted.handle(
        (reply, failure) ->
            failure == null
                ? answer(reply)
                : new RaftWire.ProposeAnswer.Undecided(Proposer.text(failure)));
  }

  private static RaftWire.ProposeAnswer answer(RaftClientReply reply) {
    if (reply.isSuccess()) {
      return new RaftWire.ProposeAnswer.Applied(EntryMachine.decode(reply.getMessage()));
    }
    if (reply.getException() instanceof LeaderNotReadyException) {
      return new RaftWire.ProposeAnswer.NotLeader(Optional.empty());
    }
    // Also "not the leader": the entry can have been written before the leadership was lost.
    RaftException why = reply.getException();
    return new RaftWire.ProposeAnswer.Undecided(
        why == null ? "no reason was given" : Proposer.text(why));
  }

  private CompletableFuture<RaftWire.FeedAnswer> askFeed(NodeId node, long after, int waitMs) {
    return call(
            node,
            RaftRequests.FEED,
            RaftWire.encode(new RaftWire.FeedRequest(after, waitMs)),
            waitMs + settings.callTimeoutMs())
        .thenApply(bytes -> parsed(() -> RaftWire.feedAnswer(bytes)));
  }

  private CompletableFuture<RaftWire.FeedAnswer> feed(RaftWire.FeedRequest request) {
    long waitMs = Math.min(Math.max(0, request.waitMs()), MAX_FEED_WAIT_MS);
    CompletableFuture<Void> news =
        waitMs == 0
            ? CompletableFuture.completedFuture(null)
            : state.feed().reaches(request.after() + 1, waitMs);
    return news.thenApplyAsync(nothing -> feedAnswer(request.after()), pool);
  }

  private RaftWire.FeedAnswer feedAnswer(long after) {
    AppliedFeed.Answer answer = state.feed().after(after, FEED_ANSWER_BYTES);
    RaftView view = view();
    if (answer instanceof AppliedFeed.Answer.Entries entries) {
      return new RaftWire.FeedAnswer(
          view.leader(), view.voters(), Optional.empty(), entries.entries());
    }
    return new RaftWire.FeedAnswer(
        view.leader(), view.voters(), Optional.of(state.snapshot().encode()), List.of());
  }

  private RaftWire.VotersAnswer votersAnswer() {
    Voter now = voter;
    if (now == null || !now.isVoting()) {
      return new RaftWire.VotersAnswer(-1, Set.of());
    }
    // The index first: a group that is newer than its index says too little, never too much.
    long index = now.groupIndex();
    return now.votersIndex() == index
        ? new RaftWire.VotersAnswer(
            index, now.voters().stream().map(RaftMember::raftId).collect(Collectors.toSet()))
        : new RaftWire.VotersAnswer(-1, Set.of());
  }

  // Becoming a voter, and ceasing to be one. On the admin thread.

  private RaftMember prepare() {
    Voter now = voter;
    if (now != null && now.isRunning()) {
      return now.self();
    }
    if (closed) {
      throw new IllegalStateException("closed");
    }
    if (now != null) {
      now.close();
    }
    return startVoter(storage.begin(), false).self();
  }

  private void retire(Voter gone) {
    gone.close();
    if (voter == gone) {
      voter = null;
    }
    storage.retire(gone.self());
    LOG.info("raft: the group has let {} go, the node follows it", gone.self().raftId());
    changed();
  }

  private final class VoterEvents implements Voter.Events {
    @Override
    public void changed() {
      RaftNode.this.changed();
    }

    @Override
    public void ended(Voter gone) {
      if (gone.isRemoved()) {
        onAdmin(() -> retireOnce(gone));
      } else {
        failLater(gone, false);
      }
    }
  }

  private void failLater(Voter gone, boolean hadEnded) {
    later(() -> onAdmin(() -> fail(gone, hadEnded)));
  }

  /** Waits for the end to be complete: why it came is told after it. */
  private void fail(Voter gone, boolean hadEnded) {
    if (closed || voter != gone || gone.isRemoved()) {
      return;
    }
    if (!hadEnded) {
      failLater(gone, gone.hasEnded());
      return;
    }
    LOG.error("raft has stopped, the node must be restarted");
    listener.onFailed("raft has stopped by itself");
  }

  private void later(Runnable task) {
    try {
      timer.schedule(task, settings.callTimeoutMs(), TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException e) {
      LOG.debug("ended", e);
    }
  }

  private void changed() {
    // Off the thread of Ratis.
    try {
      timer.execute(
          () -> {
            proposer.leaderChanged();
            follower.lookNow();
            listener.onChanged();
          });
    } catch (RejectedExecutionException e) {
      LOG.debug("ended", e);
    }
  }

  private void onAdmin(Runnable task) {
    try {
      admin.execute(task);
    } catch (RejectedExecutionException e) {
      LOG.debug("ended", e);
    }
  }

  /**
   * Asks now and then, while this voter has no leader, whether it still is one: a voter that was
   * let go while it was away is told by nobody.
   */
  private void watchMembership() {
    timer.scheduleWithFixedDelay(
        this::checkMembership,
        4 * settings.electionTimeoutMs(),
        4 * settings.electionTimeoutMs(),
        TimeUnit.MILLISECONDS);
  }

  private void checkMembership() {
    Voter now = voter;
    if (now == null || !now.isVoting() || now.leader() != null) {
      return;
    }
    for (NodeId other : others()) {
      call(other, RaftRequests.VOTERS, new byte[0], settings.callTimeoutMs())
          .thenApply(bytes -> parsed(() -> RaftWire.votersAnswer(bytes)))
          .thenAccept(
              answer -> {
                if (answer.index() > now.votersIndex()
                    && !answer.raftIds().contains(now.self().raftId())) {
                  onAdmin(() -> retireOnce(now));
                }
              });
    }
  }

  private void retireOnce(Voter gone) {
    if (!closed && voter == gone) {
      retire(gone);
    }
  }

  // Whom to ask.

  private @Nullable NodeId leader() {
    Voter now = voter;
    if (now != null && now.isVoting()) {
      NodeId leader = now.leader();
      return self.equals(leader) && !now.isLeader() ? null : leader;
    }
    return hint.leader().filter(node -> !node.equals(self)).orElse(null);
  }

  /** {@return all other nodes that are known, voters first} */
  private List<NodeId> others() {
    Voter now = voter;
    Set<NodeId> known =
        new LinkedHashSet<>(now != null && now.isRunning() ? now.voterNodes() : Set.of());
    known.addAll(hint.voters());
    known.addAll(contacts.get());
    known.remove(self);
    return new ArrayList<>(known);
  }

  private final class Routes implements Proposer.Routes {
    @Override
    public CompletableFuture<RaftWire.ProposeAnswer> local(LogEntry entry) {
      CompletableFuture<RaftWire.ProposeAnswer> answer = new CompletableFuture<>();
      try {
        pool.execute(() -> pass(submit(entry), answer));
      } catch (RejectedExecutionException e) {
        answer.completeExceptionally(new RaftTransport.NotSentException("too many wait"));
      }
      return answer;
    }

    @Override
    public CompletableFuture<RaftWire.ProposeAnswer> remote(NodeId to, int hops, LogEntry entry) {
      return send(to, hops, entry);
    }

    @Override
    public @Nullable NodeId leader() {
      return RaftNode.this.leader();
    }

    @Override
    public CompletableFuture<RaftWire.ProposeAnswer> whoLeads(NodeId other) {
      // A request for what nobody has, without waiting for it: the answer names the leader.
      return askFeed(other, Long.MAX_VALUE, 0)
          .thenApply(answer -> new RaftWire.ProposeAnswer.NotLeader(answer.leader()));
    }

    @Override
    public void leaderIs(NodeId leader) {
      hint = new Hint(Optional.of(leader), hint.voters());
    }

    @Override
    public List<NodeId> others() {
      return RaftNode.this.others();
    }
  }

  private final class FeedSource implements FeedFollower.Source {
    @Override
    public boolean isVoting() {
      Voter now = voter;
      return now != null && now.isVoting();
    }

    @Override
    public List<NodeId> others() {
      return RaftNode.this.others();
    }

    @Override
    public CompletableFuture<RaftWire.FeedAnswer> ask(NodeId node, long after, int waitMs) {
      return askFeed(node, after, waitMs);
    }

    @Override
    public void heard(RaftWire.FeedAnswer answer) {
      Hint told = new Hint(answer.leader(), answer.voters());
      if (!answer.voters().isEmpty() && !told.equals(hint)) {
        hint = told;
        changed();
      }
    }

    @Override
    public void failed(Throwable reason) {
      LOG.error("an entry of the feed cannot be applied, the node must be restarted", reason);
      listener.onFailed("an entry of the feed cannot be applied: " + reason);
    }
  }

  // Changes of the group.

  private CompletableFuture<RaftMember> askToPrepare(NodeId node) {
    return call(node, RaftRequests.PREPARE, new byte[0], settings.proposalTimeoutMs())
        .thenApply(bytes -> new RaftMember(node, parsed(() -> RaftWire.generation(bytes))));
  }

  /** {@return what became of it; empty if this node does not lead} */
  private CompletableFuture<Optional<VoterChange>> changeHere(int type, RaftWire.Change change) {
    Voter now = voter;
    if (now == null || !now.isLeader()) {
      return CompletableFuture.completedFuture(Optional.empty());
    }
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            return Optional.of(
                type == RaftRequests.TRANSFER
                    ? changer.transfer(now, change.nodes().iterator().next(), changeDeadline())
                    : changer.setVoters(now, change.nodes(), changeDeadline()));
          } catch (VoterChanger.NotLeader e) {
            return Optional.empty();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.of(new VoterChange.Refused("this node stops"));
          }
        },
        admin);
  }

  private long changeTimeoutMs() {
    return CHANGE_PROPOSALS * settings.proposalTimeoutMs();
  }

  private long changeDeadline() {
    return System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(changeTimeoutMs());
  }

  private static byte[] encodeChange(Optional<VoterChange> result) {
    return result.map(RaftWire::encode).orElse(new byte[0]);
  }

  /** A change of the group on its way to the leader. Made again it changes nothing. */
  private final class Change {
    private static final long PAUSE_MS = 50;

    private final int type;
    private final RaftWire.Change change;
    private final long deadlineNs = changeDeadline();
    private final CompletableFuture<VoterChange> result = new CompletableFuture<>();
    private volatile String trouble = "no leader is known";

    Change(int type, RaftWire.Change change) {
      this.type = type;
      this.change = change;
    }

    CompletableFuture<VoterChange> begin() {
      next();
      return result;
    }

    private void next() {
      if (closed || System.nanoTime() >= deadlineNs) {
        result.complete(new VoterChange.Refused(closed ? "the log was closed" : trouble));
        return;
      }
      NodeId leader = leader();
      if (leader == null) {
        pause();
        return;
      }
      attempt(leader)
          .whenComplete(
              (got, failure) -> {
                if (failure != null) {
                  trouble = "no answer from " + leader + ": " + Proposer.text(failure);
                  pause();
                } else if (got.isEmpty()) {
                  pause();
                } else {
                  result.complete(got.get());
                }
              });
    }

    private CompletableFuture<Optional<VoterChange>> attempt(NodeId leader) {
      if (leader.equals(self)) {
        return changeHere(type, change);
      }
      return call(leader, type, RaftWire.encode(change), changeTimeoutMs())
          .thenApply(
              bytes ->
                  bytes.length == 0
                      ? Optional.empty()
                      : Optional.of(parsed(() -> RaftWire.voterChange(bytes))));
    }

    private void pause() {
      try {
        timer.schedule(this::next, PAUSE_MS, TimeUnit.MILLISECONDS);
      } catch (RejectedExecutionException e) {
        result.complete(new VoterChange.Refused("the log was closed"));
      }
    }
  }

  private static ThreadPoolExecutor pool(String name, int threads) {
    ThreadPoolExecutor pool =
        new ThreadPoolExecutor(
            threads,
            threads,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(MAX_WAITING),
            RaftThreads.named(name));
    pool.allowCoreThreadTimeOut(true);
    return pool;
  }
}
