package io.ember.cluster.raft;

import io.ember.cluster.model.NodeId;
import java.io.IOException;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.apache.ratis.protocol.RaftClientReply;
import org.apache.ratis.protocol.exceptions.LeaderNotReadyException;
import org.apache.ratis.protocol.exceptions.LeaderSteppingDownException;
import org.apache.ratis.protocol.exceptions.NotLeaderException;
import org.apache.ratis.protocol.exceptions.ReconfigurationInProgressException;
import org.apache.ratis.util.Timestamp;

/**
 * Changes the voters, on the leader.
 *
 * <p>Ratis checks next to nothing: it makes a dead node a voter, and a group can be left without a
 * majority. So each new voter has to answer first, and a majority of the wanted voters has to
 * answer what is sent to it now: one that was heard a moment ago can be dead since, and with half
 * of the wanted voters dead the change could be neither finished nor taken back. Voters are added
 * one by one (a group that takes in as many as it has can elect without end, RATIS-1912), then
 * those that are not wanted leave in one step. One change at a time; it waits.
 */
final class VoterChanger {
  private static final long PAUSE_MS = 20;

  /** Asks a node to become ready to vote, and tells as which member. */
  interface Preparer {
    CompletableFuture<RaftMember> prepare(NodeId node);
  }

  /** The leadership is elsewhere; whoever wants the change has to ask there. */
  static final class NotLeader extends Exception {
    private static final long serialVersionUID = 1L;

    NotLeader() {
      super("not the leader", null, false, false);
    }
  }

  /** Why a change is not made. */
  private static final class Refusal extends Exception {
    private static final long serialVersionUID = 1L;

    Refusal(String reason) {
      super(reason, null, false, false);
    }
  }

  private final RaftSettings settings;
  private final Preparer preparer;

  VoterChanger(RaftSettings settings, Preparer preparer) {
    this.settings = settings;
    this.preparer = preparer;
  }

  /** Makes these the voters. */
  VoterChange setVoters(Voter leader, Set<NodeId> nodes, long deadlineNs)
      throws NotLeader, InterruptedException {
    if (nodes.isEmpty() || nodes.size() > settings.maxVoters()) {
      return new VoterChange.Refused(
          nodes.size() + " voters, possible are 1 to " + settings.maxVoters());
    }
    try {
      change(leader, nodes, deadlineNs);
      return new VoterChange.Done(nodes);
    } catch (Refusal e) {
      return new VoterChange.Refused(String.valueOf(e.getMessage()));
    }
  }

  private void change(Voter leader, Set<NodeId> nodes, long deadlineNs)
      throws NotLeader, Refusal, InterruptedException {
    Set<RaftMember> current = leader.voters();
    Set<RaftMember> live = answering(leader, current);
    Set<RaftMember> wanted = new LinkedHashSet<>();
    for (NodeId node : nodes) {
      wanted.add(find(node, current, live, deadlineNs));
    }
    requireMajority(wanted, live, "wanted");
    Set<RaftMember> group = new LinkedHashSet<>(current);
    for (RaftMember member : wanted) {
      if (group.add(member)) {
        requireMajority(group, live, "with " + member.node() + " added");
        apply(leader, group, deadlineNs);
      }
    }
    if (group.equals(wanted)) {
      return;
    }
    if (group.size() > current.size()) {
      live = answering(leader, group);
      requireMajority(wanted, live, "wanted");
    }
    if (!wanted.contains(leader.self())) {
      RaftMember heir =
          wanted.stream()
              .filter(live::contains)
              .max(Comparator.comparingLong(leader::matchIndex))
              .orElseThrow(() -> new Refusal("nobody could take over the leadership"));
      handOver(leader, heir, deadlineNs);
      throw new NotLeader();
    }
    apply(leader, wanted, deadlineNs);
  }

  /** {@return those of these voters that answer within two election timeouts} */
  private Set<RaftMember> answering(Voter leader, Set<RaftMember> voters)
      throws InterruptedException {
    Timestamp start = Timestamp.currentTime();
    leader.callFollowers();
    Set<RaftMember> answered = new HashSet<>();
    while (true) {
      voters.stream().filter(voter -> leader.isAnsweredBy(voter, start)).forEach(answered::add);
      if (answered.size() == voters.size()
          || start.elapsedTimeMs() > 2 * settings.electionTimeoutMs()) {
        return answered;
      }
      Thread.sleep(PAUSE_MS);
    }
  }

  /** {@return as which member a node is to vote; it is added to the live ones if it answers} */
  private RaftMember find(
      NodeId node, Set<RaftMember> current, Set<RaftMember> live, long deadlineNs)
      throws Refusal, InterruptedException {
    Optional<RaftMember> voter =
        current.stream().filter(member -> member.node().equals(node)).findFirst();
    if (voter.isPresent() && live.contains(voter.get())) {
      return voter.get();
    }
    try {
      // A voter that is silent may be back without its directory: then it is another member.
      RaftMember member = await(preparer.prepare(node), deadlineNs);
      live.add(member);
      return member;
    } catch (ExecutionException | TimeoutException e) {
      return voter.orElseThrow(
          () -> new Refusal(node + " cannot become a voter, it does not answer: " + text(e)));
    }
  }

  private static void requireMajority(Set<RaftMember> group, Set<RaftMember> live, String which)
      throws Refusal {
    long there = group.stream().filter(live::contains).count();
    if (2 * there <= group.size()) {
      throw new Refusal(
          there + " of the " + group.size() + " voters " + which + " are in contact, too few");
    }
  }

  /** Hands the leadership to a voter. */
  VoterChange transfer(Voter leader, NodeId to, long deadlineNs)
      throws NotLeader, InterruptedException {
    Optional<RaftMember> heir =
        leader.voters().stream().filter(member -> member.node().equals(to)).findFirst();
    if (heir.isEmpty()) {
      return new VoterChange.Refused(to + " is no voter");
    }
    try {
      if (!heir.get().equals(leader.self())) {
        handOver(leader, heir.get(), deadlineNs);
      }
      return new VoterChange.Done(
          leader.voters().stream().map(RaftMember::node).collect(Collectors.toSet()));
    } catch (Refusal e) {
      return new VoterChange.Refused(String.valueOf(e.getMessage()));
    }
  }

  private void handOver(Voter leader, RaftMember heir, long deadlineNs)
      throws NotLeader, Refusal, InterruptedException {
    perform(
        () -> leader.transfer(heir, remainingMs(deadlineNs)),
        "the leadership could not be handed to " + heir.node(),
        deadlineNs);
  }

  private void apply(Voter leader, Set<RaftMember> group, long deadlineNs)
      throws NotLeader, Refusal, InterruptedException {
    perform(() -> leader.setVoters(group), "the voters could not be changed", deadlineNs);
  }

  private interface Step {
    CompletableFuture<RaftClientReply> begin() throws IOException;
  }

  private static void perform(Step step, String failed, long deadlineNs)
      throws NotLeader, Refusal, InterruptedException {
    while (true) {
      Throwable reason;
      try {
        RaftClientReply reply = await(step.begin(), deadlineNs);
        if (reply.isSuccess()) {
          return;
        }
        reason = reply.getException();
      } catch (ExecutionException e) {
        reason = e.getCause();
      } catch (IOException | TimeoutException e) {
        reason = e;
      }
      if (reason instanceof NotLeaderException || reason instanceof LeaderSteppingDownException) {
        throw new NotLeader();
      }
      boolean passes =
          reason instanceof ReconfigurationInProgressException
              || reason instanceof LeaderNotReadyException;
      if (!passes || remainingMs(deadlineNs) <= PAUSE_MS) {
        throw new Refusal(failed + ": " + reason);
      }
      Thread.sleep(PAUSE_MS);
    }
  }

  private static <T> T await(CompletableFuture<T> future, long deadlineNs)
      throws ExecutionException, TimeoutException, InterruptedException {
    return future.get(remainingMs(deadlineNs), TimeUnit.MILLISECONDS);
  }

  private static long remainingMs(long deadlineNs) {
    return Math.max(1, TimeUnit.NANOSECONDS.toMillis(deadlineNs - System.nanoTime()));
  }

  private static String text(Exception failure) {
    Throwable cause = failure.getCause();
    return cause == null ? "no answer in time" : Proposer.text(cause);
  }
}
