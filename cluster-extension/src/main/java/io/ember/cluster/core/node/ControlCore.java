package io.ember.cluster.core.node;

import io.ember.cluster.core.gossip.GossipEngine;
import io.ember.cluster.core.gossip.GossipEvent;
import io.ember.cluster.core.gossip.GossipInput;
import io.ember.cluster.core.gossip.GossipOutput;
import io.ember.cluster.core.gossip.MemberInfo;
import io.ember.cluster.core.gossip.MemberStatus;
import io.ember.cluster.core.gossip.StateHint;
import io.ember.cluster.core.migration.MigrationFigures;
import io.ember.cluster.core.state.ClusterCommand;
import io.ember.cluster.core.state.ClusterStateData;
import io.ember.cluster.core.state.NodeInfo;
import io.ember.cluster.model.Endpoint;
import io.ember.cluster.model.NodeId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.LongSupplier;

/**
 * The control line of one node in one cluster: membership by gossip, the configuration from the
 * log, and what the node does about both. Gossip never changes who owns a slot.
 *
 * <p>Pure: what happens comes in through {@link #step}, what is to be done goes out in order. Its
 * life ends with {@link ControlOutput.EnterCluster} or {@link ControlOutput.LeaveCluster}; a new
 * one follows. Owner thread: control.
 */
public final class ControlCore {
  private static final long SECOND_NS = 1_000_000_000;

  private final ControlSettings settings;
  private final List<ControlOutput> outputs = new ArrayList<>();
  private final List<ControlOutput> answers = new ArrayList<>();
  private final List<ControlOutput> later = new ArrayList<>();

  /** What operators asked and were not answered yet. */
  private final Set<Long> questions = new TreeSet<>();

  private final GossipEngine gossip;
  private final Proposals proposals = new Proposals(this::propose);
  private final NodeSelf self;
  private final Registration registration;
  private final JoinCourse join;
  private final Admission admission;
  private final OperatorChanges changes;
  private final Picture picture;
  private final ShardControl shard;
  private final Failovers failovers;
  private final Map<NodeId, Endpoint> knownPeers = new HashMap<>();
  private ClusterStateData data = ClusterStateData.EMPTY;
  private GroupView group = GroupView.UNKNOWN;
  private boolean votersChanging;
  private boolean started;
  private long nextSecondNs;

  /**
   * @param random of this core alone
   */
  public ControlCore(ControlSettings settings, LongSupplier random, long nowNs) {
    this.settings = settings;
    gossip = new GossipEngine(settings.gossip(), settings.member(), random, nowNs);
    self = new NodeSelf(settings);
    registration = new Registration(settings, self, proposals);
    admission = new Admission(settings, self, proposals, this::want);
    join = new JoinCourse(settings, self, this::want, nowNs);
    changes = new OperatorChanges(settings, self, proposals, join, this::want);
    picture = new Picture(settings, self, gossip, this::show);
    shard =
        new ShardControl(settings, self, proposals, outputs::add, random, this::isSuspected, nowNs);
    failovers = new Failovers(settings, proposals, shard, this::want);
    nextSecondNs = nowNs;
  }

  /** {@return the configuration as far as it was applied here} */
  public ClusterStateData data() {
    return data;
  }

  /** {@return what gossip believes} */
  public GossipEngine gossip() {
    return gossip;
  }

  /** {@return what the node knows of the moves of slots that it carries on} */
  public MigrationFigures moves() {
    return shard.moves().figures();
  }

  /** {@return how the node stands to its cluster} */
  public Standing standing() {
    return self.standing();
  }

  /** {@return when this node let a primary serve last, of its own clock} */
  public long lastGrantNs() {
    return shard.lastGrantNs();
  }

  /** {@return whether it wants ticks often enough for leases} */
  public boolean keepsLeases() {
    return shard.keepsLeases();
  }

  /** Takes one input. {@return what is to be done, in order} */
  public List<ControlOutput> step(long nowNs, ControlInput input) {
    outputs.clear();
    answers.clear();
    later.clear();
    if (!started) {
      started = true;
      settings.peers().values().forEach(bus -> contact(nowNs, bus));
    }
    if (input instanceof ControlInput.Tick tick) {
      tick(nowNs, tick);
    } else if (input instanceof ControlInput.Gossip message) {
      picture.heard(message.received().sender(), nowNs);
      gossip(nowNs, message.received());
    } else if (input instanceof ControlInput.ConnectionRefused refused) {
      gossip(nowNs, new GossipInput.ConnectionRefused(refused.member()));
    } else if (input instanceof ControlInput.Applied applied) {
      applied(nowNs, applied.data());
    } else if (input instanceof ControlInput.Decided decided) {
      proposals.decided(decided.proposal(), decided.decision(), data.index());
    } else if (input instanceof ControlInput.VotersSettled) {
      votersChanging = false;
    } else if (input instanceof ControlInput.Asked asked) {
      questions.add(asked.question());
      if (asked.change() instanceof ClusterChange.Failover failover) {
        failovers.asked(asked.question(), failover.kind(), nowNs);
      } else {
        changes.asked(asked.question(), asked.change(), data, nowNs);
      }
    } else if (input instanceof ControlInput.Drained drained) {
      join.drained(drained.token(), drained.empty(), nowNs);
      changes.drained(drained.token(), drained.empty(), data);
    } else if (input instanceof ControlInput.JoinAsked asked) {
      joinAsked(asked, nowNs);
    } else if (input instanceof ControlInput.JoinAnswered answered) {
      join.answered(answered.from(), answered.message(), nowNs);
      changes.invitationAnswered(answered.from(), answered.message());
    } else if (input instanceof ControlInput.JoinFailed failed) {
      join.failed(failed, nowNs);
      changes.invitationFailed(failed);
    } else {
      shardStep(nowNs, input);
    }
    if (outputs.stream().noneMatch(ControlCore::endsLife)) {
      picture.publishIfChanged(data);
      outputs.addAll(later);
    } else {
      leaveNoQuestionOpen();
    }
    outputs.addAll(answers);
    return List.copyOf(outputs);
  }

  private void shardStep(long nowNs, ControlInput input) {
    if (input instanceof ControlInput.ShardHeard heard) {
      shard.heard(nowNs, heard.from(), heard.message());
    } else if (input instanceof ControlInput.ElectionHeard heard) {
      shard.electionHeard(nowNs, heard.from(), heard.message());
    } else if (input instanceof ControlInput.LaneReported reported) {
      shard.reported(nowNs, reported.report());
    } else if (input instanceof ControlInput.Retiring) {
      shard.retire(nowNs);
    } else {
      throw new AssertionError(input);
    }
  }

  /** Nobody else will answer: the core that follows knows nothing of them. */
  private void leaveNoQuestionOpen() {
    for (long question : List.copyOf(questions)) {
      want(
          new ControlOutput.Answer(
              question, new ChangeResult.Undecided("this node went to another cluster meanwhile")));
    }
  }

  /**
   * Calls are sent elsewhere before lanes let a slot go, and wait for lanes that are about to take
   * one.
   */
  private void show(ControlOutput published) {
    int at = 0;
    while (at < outputs.size() && !(outputs.get(at) instanceof ControlOutput.Place)) {
      at++;
    }
    outputs.add(at, published);
  }

  /** An operator who was answered finds what he asked for in force: answers come last. */
  private void want(ControlOutput output) {
    if (output instanceof ControlOutput.Answer answer) {
      questions.remove(answer.question());
    }
    (output instanceof ControlOutput.Answer ? answers : outputs).add(output);
  }

  /** Calls wait for lanes to hear what was decided of slots; which ones move next can wait. */
  private void propose(ControlOutput.Propose proposal) {
    if (proposal.command() instanceof ClusterCommand.BeginMigration) {
      later.add(proposal);
    } else {
      want(proposal);
    }
  }

  private static boolean endsLife(ControlOutput output) {
    return output instanceof ControlOutput.EnterCluster
        || output instanceof ControlOutput.LeaveCluster;
  }

  private void tick(long nowNs, ControlInput.Tick tick) {
    // What failed for want of a leader need not wait any longer.
    boolean groupChanged = !tick.group().equals(group);
    group = tick.group();
    picture.wallClock(tick.wallMs(), nowNs);
    gossip(nowNs, new GossipInput.Tick());
    shard.tick(nowNs, tick.wallMs(), group, data.nodes().keySet());
    failovers.tick(nowNs);
    if (nowNs < nextSecondNs && !groupChanged) {
      return;
    }
    nextSecondNs = nowNs + SECOND_NS;
    registration.retry(data);
    if (!changes.isLeaving()) {
      join.retry(nowNs, data);
    }
    changes.retry(data, group, nowNs);
    keepVoters();
    meetUnknownNodes(nowNs);
    picture.refresh();
  }

  private void applied(long nowNs, ClusterStateData next) {
    data = next;
    self.applied(next);
    enterPeers(nowNs);
    gossip(nowNs, new GossipInput.StateAdvanced(hint()));
    changes.applied(next, nowNs);
    proposals.applied(next.index());
    registration.retry(next);
    shard.applied(nowNs, next);
    failovers.applied();
    picture.changed();
  }

  private StateHint hint() {
    return new StateHint(data.term(), data.index(), data.contentHash());
  }

  // ---- membership

  private void gossip(long nowNs, GossipInput input) {
    for (GossipOutput output : gossip.step(nowNs, input)) {
      if (output instanceof GossipOutput.Persist persist) {
        outputs.add(new ControlOutput.PersistIncarnation(persist.incarnation()));
      } else if (output instanceof GossipOutput.Emit emit) {
        believed(emit.event());
      } else {
        outputs.add(new ControlOutput.Gossip(output));
      }
    }
  }

  private void believed(GossipEvent event) {
    outputs.add(new ControlOutput.Tell(event));
    MemberInfo member = event.member();
    if (event instanceof GossipEvent.MemberJoined || event instanceof GossipEvent.AddressChanged) {
      enter(member.id(), member.bus());
    }
    picture.believesOtherwise();
  }

  private void contact(long nowNs, Endpoint bus) {
    gossip(nowNs, new GossipInput.Contact(bus));
  }

  /** The configuration says which nodes there are, and gossip is told to believe it. */
  private void enterPeers(long nowNs) {
    for (NodeInfo node : data.nodes().values()) {
      boolean unknown = !knownPeers.containsKey(node.id()) && !node.id().equals(settings.id());
      if (unknown) {
        enter(node.id(), node.bus());
        contact(nowNs, node.bus());
      }
    }
    Set<NodeId> gone = new TreeSet<>(knownPeers.keySet());
    gone.removeIf(id -> !data.wasRemoved(id));
    for (NodeId id : gone) {
      knownPeers.remove(id);
      gossip(nowNs, new GossipInput.Forget(id));
      outputs.add(new ControlOutput.Forget(id));
    }
  }

  private void enter(NodeId id, Endpoint bus) {
    if (!bus.equals(knownPeers.put(id, bus))) {
      outputs.add(new ControlOutput.Peer(id, bus));
    }
  }

  /** A node that gossip does not know was never reached since this node started: try again. */
  private void meetUnknownNodes(long nowNs) {
    for (NodeInfo node : data.nodes().values()) {
      if (!node.id().equals(settings.id()) && gossip.member(node.id()) == null) {
        contact(nowNs, node.bus());
      }
    }
  }

  private boolean isAlive(NodeId id) {
    if (id.equals(settings.id())) {
      return true;
    }
    MemberInfo member = gossip.member(id);
    return member != null && member.status() == MemberStatus.ALIVE;
  }

  private boolean isSuspected(NodeId id) {
    MemberInfo member = gossip.member(id);
    return member != null && member.status() != MemberStatus.ALIVE;
  }

  private void keepVoters() {
    // Also by a leader that was removed: the others cannot replace the only voter without it.
    if (!group.leads() || votersChanging) {
      return;
    }
    Set<NodeId> desired =
        VoterPlan.desired(data, group.voters(), this::isAlive, settings.maxVoters());
    if (!desired.isEmpty() && !desired.equals(group.voters())) {
      votersChanging = true;
      outputs.add(new ControlOutput.SetVoters(desired));
    }
  }

  // ---- joining

  private void joinAsked(ControlInput.JoinAsked asked, long nowNs) {
    if (asked.message() instanceof JoinMessage.Request request) {
      boolean moving = join.isUnderWay() || changes.isLeaving();
      admission.asked(asked.question(), request, moving, data);
    } else if (asked.message() instanceof JoinMessage.Invitation && changes.isLeaving()) {
      // Asked to join now, it might be admitted under a name that it is about to give up.
      outputs.add(
          new ControlOutput.Reply(
              asked.question(), new JoinMessage.Refused("this node is leaving its cluster")));
    } else if (asked.message() instanceof JoinMessage.Invitation invitation) {
      outputs.add(
          new ControlOutput.Reply(
              asked.question(), join.invited(invitation.through(), data, nowNs)));
    } else {
      outputs.add(
          new ControlOutput.Reply(
              asked.question(), new JoinMessage.Refused("that is no question")));
    }
  }
}
