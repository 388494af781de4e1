package io.ember.cluster.sim;

import io.ember.cluster.core.SafetyRules;
import io.ember.cluster.core.gossip.GossipConfig;
import io.ember.cluster.core.gossip.GossipInput;
import io.ember.cluster.core.gossip.GossipMessage;
import io.ember.cluster.core.gossip.GossipOutput;
import io.ember.cluster.core.node.ClusterChange;
import io.ember.cluster.core.node.ControlCore;
import io.ember.cluster.core.node.ControlInput;
import io.ember.cluster.core.node.ControlOutput;
import io.ember.cluster.core.node.ControlSettings;
import io.ember.cluster.core.node.Decision;
import io.ember.cluster.core.node.GroupView;
import io.ember.cluster.core.node.JoinMessage;
import io.ember.cluster.core.node.Standing;
import io.ember.cluster.core.replication.ReplicationSettings;
import io.ember.cluster.core.state.ClusterCommand;
import io.ember.cluster.core.state.ClusterResponse;
import io.ember.cluster.core.state.ClusterStateData;
import io.ember.cluster.core.state.NodeInfo;
import io.ember.cluster.model.Endpoint;
import io.ember.cluster.model.NodeId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Nodes of the shipped {@link ControlCore} in virtual time: performs what the cores want done, in
 * their order, over a network, a disk and a log that keep their promises and nothing more. Faults
 * come from outside, by the methods for them.
 */
final class ControlCluster {
  static final long MS = 1_000_000;
  private static final long ANSWER_TIMEOUT_NS = 3_000 * MS;
  private static final GossipConfig GOSSIP = GossipConfig.DEFAULTS;

  private record Question(int asker, int askerLife, Endpoint to) {}

  final Schedule schedule;
  final SimNetwork network;
  final FaultTable table = new FaultTable();
  final List<SimNode> nodes = new ArrayList<>();
  final Map<UUID, SimGroup> groups = new TreeMap<>();
  final ControlInvariants invariants;
  private final Map<Long, Question> joinQuestions = new TreeMap<>();
  private final boolean[] seeded;
  private final SafetyRules rules;
  private final LaneHost lanes;
  private final ReplicaSetup setup;
  private long lastQuestion;

  /** How likely it is that a proposal ends in doubt. */
  double limbo;

  /** Nodes that know each other from the start, as primaries and their replicas. */
  ControlCluster(long seed, ReplicaSetup setup, SafetyRules rules, LaneHost lanes) {
    this.setup = setup;
    this.rules = rules;
    this.lanes = lanes;
    invariants = new ControlInvariants(nodes, true);
    schedule = new Schedule(seed);
    network = new SimNetwork(schedule);
    seeded = new boolean[setup.count()];
    UUID clusterId = uuid();
    for (int index = 0; index < setup.count(); index++) {
      NodeId id = new NodeId(uuid());
      SimDisk disk =
          new SimDisk(
              id,
              new NodeId(uuid()),
              clusterId,
              Standing.MEMBER,
              Optional.empty(),
              false,
              0,
              0,
              Map.of(),
              List.of());
      SimGroup group = group(clusterId, id);
      nodes.add(new SimNode(index, 1 + (schedule.random().nextDouble() - 0.5) * 0.01, disk, group));
    }
    setup.commit(nodes);
    for (SimNode node : nodes) {
      node.durablePosition = node.group.last();
      node.clusterOf = this;
    }
  }

  /** Starts the nodes; once. */
  void begin() {
    nodes.forEach(this::start);
    decideLog();
  }

  ControlCluster(long seed, int count) {
    setup = ReplicaSetup.NONE;
    rules = SafetyRules.ALL;
    lanes = LaneHost.NONE;
    invariants = new ControlInvariants(nodes, false);
    schedule = new Schedule(seed);
    network = new SimNetwork(schedule);
    seeded = new boolean[count];
    for (int index = 0; index < count; index++) {
      seeded[index] = index > 0 && schedule.chance(0.3);
      NodeId id = new NodeId(uuid());
      SimDisk disk =
          new SimDisk(
              id,
              new NodeId(uuid()),
              uuid(),
              Standing.ALONE,
              Optional.empty(),
              index == 0,
              0,
              0,
              Map.of(),
              List.of());
      SimGroup group = group(disk.clusterId(), id);
      nodes.add(new SimNode(index, 1 + (schedule.random().nextDouble() - 0.5) * 0.02, disk, group));
    }
    nodes.forEach(this::start);
    decideLog();
  }

  private UUID uuid() {
    return new UUID(schedule.random().nextLong(), schedule.random().nextLong());
  }

  private SimGroup group(UUID id, NodeId founder) {
    return groups.computeIfAbsent(id, key -> new SimGroup(key, founder, setup.neglect()));
  }

  long clock(SimNode node) {
    long runsNs =
        (node.suspendedAtNs < 0 ? schedule.nowNs() : node.suspendedAtNs) - node.suspendedNs;
    return (long) (runsNs * node.clockRate) + node.index * 1_000_003L;
  }

  /** {@return the wall clock, the same everywhere} */
  long wallMs() {
    return schedule.nowNs() / MS + 1_000_000;
  }

  ReplicationSettings settings(SimNode node) {
    return setup.settings(node);
  }

  // ---- life of a node

  /** Starts a node in its next run. */
  void start(SimNode node) {
    save(node, node.disk.nextRun());
    begin(node, node.durablePosition);
  }

  private void save(SimNode node, SimDisk next) {
    invariants.persisted(node, node.disk, next);
    node.disk = next;
  }

  private void begin(SimNode node, int position) {
    SimDisk disk = node.disk;
    node.life++;
    node.published = null;
    node.openDrains = 0;
    node.openProposals = 0;
    node.position = position;
    NodeInfo self = new NodeInfo(disk.id(), disk.shardId(), node.client, node.bus, disk.run());
    ControlSettings settings =
        new ControlSettings(
            self,
            disk.clusterId(),
            disk.standing(),
            disk.joining(),
            disk.bootstrap(),
            disk.incarnation(),
            disk.peers(),
            seeded[node.index] ? List.of(nodes.get(0).bus) : List.of(),
            3,
            false,
            GOSSIP,
            setup.settings(node),
            0.5,
            disk.votes(),
            rules);
    SplittableRandom random = schedule.random().split();
    node.core = new ControlCore(settings, random::nextLong, clock(node));
    lanes.started(node);
    if (position > 0) {
      input(node, new ControlInput.Applied(node.group.at(position)));
    }
    tick(node, node.life);
  }

  private void tick(SimNode node, int life) {
    schedule.after(
        setup.tickNs(),
        "tick",
        () -> {
          if (node.life == life && node.isUp()) {
            input(node, new ControlInput.Tick(wallMs(), node.view));
            tick(node, life);
          }
        });
  }

  void crash(SimNode node) {
    lanes.crashed(node);
    node.core = null;
    node.published = null;
    node.paused = false;
    wake(node);
    node.life++;
    node.waiting.clear();
    node.keys.clear();
    node.questions.clear();
    node.crashAfterOutputs = -1;
    // Its copy of the log was forced up to some entry that it had applied.
    node.durablePosition = schedule.random().nextInt(node.durablePosition, node.position + 1);
    if (node.group.leader == node.index) {
      node.group.leader = SimGroup.NOBODY;
    }
  }

  void resume(SimNode node) {
    if (!node.paused) {
      return;
    }
    node.paused = false;
    wake(node);
    List<ControlInput> missed = List.copyOf(node.waiting);
    node.waiting.clear();
    input(node, new ControlInput.Tick(wallMs(), node.view));
    missed.forEach(one -> input(node, one));
    lanes.resumed(node);
  }

  private void wake(SimNode node) {
    if (node.suspendedAtNs >= 0) {
      node.suspendedNs += schedule.nowNs() - node.suspendedAtNs;
      node.suspendedAtNs = -1;
    }
  }

  // ---- inputs and outputs

  /** Hands an input to a node, as its shell would. */
  void input(SimNode node, ControlInput input) {
    ControlCore core = node.core;
    if (core == null) {
      return;
    }
    if (node.paused) {
      if (!(input instanceof ControlInput.Tick)) {
        node.waiting.add(input);
      }
      return;
    }
    int life = node.life;
    for (ControlOutput output : core.step(clock(node), input)) {
      if (node.crashAfterOutputs == 0) {
        table.met(SimFault.CRASH_BETWEEN_OUTPUTS, node.phase());
        // A crash within a save leaves the old file or the new one.
        if (isSave(output) && schedule.chance(0.5)) {
          perform(node, core, output);
        }
        crash(node);
        restartLater(node);
        return;
      }
      if (node.crashAfterOutputs > 0 && !(output instanceof ControlOutput.Gossip)) {
        node.crashAfterOutputs--;
      }
      perform(node, core, output);
      if (node.life != life
          && !(output instanceof ControlOutput.EnterCluster)
          && !(output instanceof ControlOutput.LeaveCluster)) {
        return;
      }
      life = node.life;
    }
  }

  void restartLater(SimNode node) {
    int life = node.life;
    schedule.after(
        schedule.random().nextLong(100, 8_000) * MS,
        "restart",
        () -> {
          if (!node.isUp() && node.life == life) {
            start(node);
          }
        });
  }

  private static boolean isSave(ControlOutput output) {
    return output instanceof ControlOutput.PersistIncarnation
        || output instanceof ControlOutput.PersistVote
        || output instanceof ControlOutput.PersistAlone
        || output instanceof ControlOutput.PersistJoining
        || output instanceof ControlOutput.PersistMember
        || output instanceof ControlOutput.EnterCluster
        || output instanceof ControlOutput.LeaveCluster;
  }

  private void perform(SimNode node, ControlCore core, ControlOutput output) {
    schedule.note(output.getClass().getSimpleName());
    SimDisk disk = node.disk;
    if (output instanceof ControlOutput.PersistIncarnation persist) {
      save(node, disk.withIncarnation(persist.incarnation()));
    } else if (output instanceof ControlOutput.PersistJoining joining) {
      save(node, disk.standing(Standing.JOINING, Optional.of(joining.through())));
    } else if (output instanceof ControlOutput.PersistAlone) {
      save(node, disk.standing(Standing.ALONE, Optional.empty()));
      invariants.belonging(groups.values());
    } else if (output instanceof ControlOutput.PersistMember) {
      save(node, disk.standing(Standing.MEMBER, Optional.empty()));
    } else if (output instanceof ControlOutput.PersistVote persist) {
      invariants.voted(node, persist.vote());
      if (setup.neglect() != Neglect.VOTES_ARE_FORCED) {
        save(node, disk.withVote(persist.vote()));
      }
    } else if (output instanceof ControlOutput.EnterCluster enter) {
      save(node, disk.memberOf(enter.clusterId(), enter.peers()));
      enter(node);
    } else if (output instanceof ControlOutput.LeaveCluster leave) {
      NodeId id = leave.hard() ? new NodeId(uuid()) : disk.id();
      save(node, disk.aloneAs(id, new NodeId(uuid()), uuid()));
      enter(node);
    } else {
      performMessage(node, core, output);
    }
  }

  private void performMessage(SimNode node, ControlCore core, ControlOutput output) {
    if (output instanceof ControlOutput.Gossip gossip) {
      gossip(node, gossip.output());
    } else if (output instanceof ControlOutput.AskToJoin ask) {
      askToJoin(node, ask);
    } else if (output instanceof ControlOutput.Reply reply) {
      reply(node, reply.question(), reply.message());
    } else if (output instanceof ControlOutput.NoReply none) {
      noReply(none);
    } else if (output instanceof ControlOutput.Propose propose) {
      propose(node, propose);
    } else if (output instanceof ControlOutput.SetVoters set) {
      setVoters(node, set);
    } else if (output instanceof ControlOutput.Answer answer) {
      String kind = node.questions.remove(answer.question());
      if (kind != null) {
        table.operation(kind, answer.result().getClass().getSimpleName());
      }
    } else if (output instanceof ControlOutput.Publish publish) {
      node.published = publish;
      invariants.published(node, publish, core.data());
    } else if (output instanceof ControlOutput.Drain drain) {
      drain(node, drain);
    } else if (output instanceof ControlOutput.SayToShard say) {
      SimNode to = named(say.to(), node.group);
      if (to != null) {
        ControlInput heard = new ControlInput.ShardHeard(node.disk.id(), say.message());
        network.datagram(
            node.index, to.index, say.message().getClass().getSimpleName(), () -> input(to, heard));
      }
    } else if (output instanceof ControlOutput.SayInElection say) {
      SimNode to = named(say.to(), node.group);
      if (to != null) {
        ControlInput heard = new ControlInput.ElectionHeard(node.disk.id(), say.message());
        network.datagram(node.index, to.index, "election", () -> input(to, heard));
      }
    } else if (output instanceof ControlOutput.Allow allow) {
      lanes.allowed(node, allow.permit());
    } else if (output instanceof ControlOutput.Place place) {
      lanes.placed(node, place.view());
    } else if (!(output instanceof ControlOutput.Peer)
        && !(output instanceof ControlOutput.Retired)
        && !(output instanceof ControlOutput.Forget)
        && !(output instanceof ControlOutput.Tell)) {
      throw new AssertionError(output);
    }
  }

  /** The node is of another cluster: its log and its core are of no use any more. */
  private void enter(SimNode node) {
    SimDisk disk = node.disk;
    if (node.group.leader == node.index) {
      node.group.leader = SimGroup.NOBODY;
    }
    node.group = group(disk.clusterId(), disk.id());
    node.durablePosition = 0;
    begin(node, 0);
    invariants.belonging(groups.values());
  }

  private void drain(SimNode node, ControlOutput.Drain drain) {
    node.openDrains++;
    later(
        node,
        schedule.random().nextLong(1, 20) * MS,
        "drained",
        () -> {
          node.openDrains--;
          input(node, new ControlInput.Drained(drain.token(), node.keysIn(drain.slots()) == 0));
        });
  }

  /** Runs an action later unless the node has crashed or got another core meanwhile. */
  private void later(SimNode node, long delayNs, String label, Runnable action) {
    int life = node.life;
    schedule.after(
        delayNs,
        label,
        () -> {
          if (node.life == life) {
            action.run();
          }
        });
  }

  // ---- gossip

  private void gossip(SimNode node, GossipOutput output) {
    if (output instanceof GossipOutput.Datagram datagram) {
      send(node, datagram.to(), 0, datagram.message());
    } else if (output instanceof GossipOutput.Exchange exchange) {
      send(node, exchange.to(), 0, exchange.message());
    } else if (!(output instanceof GossipOutput.PullState)) {
      throw new AssertionError(output);
    }
  }

  private void send(SimNode from, Endpoint to, int bytes, GossipMessage message) {
    SimNode receiver = at(to);
    if (receiver == null) {
      return;
    }
    UUID cluster = from.disk.clusterId();
    GossipInput.Received received =
        new GossipInput.Received(from.disk.id(), from.bus, bytes, message);
    network.datagram(
        from.index,
        receiver.index,
        message.getClass().getSimpleName(),
        () -> {
          // The bus carries gossip within one cluster only.
          if (receiver.disk.clusterId().equals(cluster)) {
            input(receiver, new ControlInput.Gossip(received));
          }
        });
  }

  private @Nullable SimNode at(Endpoint bus) {
    return nodes.stream().filter(node -> node.bus.equals(bus)).findFirst().orElse(null);
  }

  // ---- joining

  private boolean connected(SimNode from, SimNode to) {
    return to.isUp()
        && !network.isCut(from.index, to.index)
        && !network.isCut(to.index, from.index);
  }

  private void askToJoin(SimNode node, ControlOutput.AskToJoin ask) {
    SimNode target = at(ask.bus());
    if (target == null || !connected(node, target)) {
      later(
          node,
          schedule.random().nextLong(1, 500) * MS,
          "unreachable",
          () -> input(node, new ControlInput.JoinFailed(ask.bus(), false, "cannot be reached")));
      return;
    }
    long question = ++lastQuestion;
    joinQuestions.put(question, new Question(node.index, node.life, ask.bus()));
    later(
        node,
        ANSWER_TIMEOUT_NS,
        "no answer",
        () -> {
          if (joinQuestions.remove(question) != null) {
            input(node, new ControlInput.JoinFailed(ask.bus(), true, "no answer in time"));
          }
        });
    schedule.after(
        network.delayNs(),
        "join asked",
        () -> {
          if (connected(node, target)) {
            input(target, new ControlInput.JoinAsked(question, ask.message()));
          }
        });
  }

  private void reply(SimNode from, long question, JoinMessage message) {
    schedule.after(
        network.delayNs(),
        "join answered",
        () -> {
          Question asked = joinQuestions.get(question);
          if (asked == null) {
            return;
          }
          SimNode asker = nodes.get(asked.asker());
          if (connected(from, asker) && asker.life == asked.askerLife()) {
            joinQuestions.remove(question);
            input(asker, new ControlInput.JoinAnswered(asked.to(), message));
          }
        });
  }

  private void noReply(ControlOutput.NoReply none) {
    schedule.after(
        network.delayNs(),
        "join undecided",
        () -> {
          Question asked = joinQuestions.remove(none.question());
          if (asked == null) {
            return;
          }
          SimNode asker = nodes.get(asked.asker());
          if (asker.life == asked.askerLife()) {
            input(asker, new ControlInput.JoinFailed(asked.to(), true, none.reason()));
          }
        });
  }

  // ---- the log

  @Nullable SimNode named(NodeId id, SimGroup group) {
    return nodes.stream()
        .filter(node -> node.disk.id().equals(id) && node.group == group)
        .findFirst()
        .orElse(null);
  }

  private boolean canLead(SimNode node, SimGroup group) {
    if (!node.runs() || node.group != group) {
      return false;
    }
    int reached = 0;
    for (NodeId voter : group.voters) {
      SimNode other = named(voter, group);
      if (other != null && other.runs() && (other == node || connected(node, other))) {
        reached++;
      }
    }
    return reached > group.voters.size() / 2;
  }

  private void propose(SimNode node, ControlOutput.Propose propose) {
    node.openProposals++;
    later(node, network.delayNs(), "propose", () -> carryOut(node, propose));
  }

  private void carryOut(SimNode node, ControlOutput.Propose propose) {
    SimGroup group = node.group;
    SimNode leader = group.leader == SimGroup.NOBODY ? null : nodes.get(group.leader);
    if (leader == null || !canLead(leader, group) || (leader != node && !connected(node, leader))) {
      decide(
          node,
          propose.proposal(),
          schedule.chance(0.5)
              ? new Decision.NotAccepted("no leader is reached")
              : new Decision.Undecided("no leader is reached"));
    } else if (schedule.chance(limbo)) {
      table.met(SimFault.LOG_IN_LIMBO, node.phase());
      if (schedule.chance(0.7)) {
        group.limbo.add(
            new SimGroup.Limbo(
                schedule.nowNs() + schedule.random().nextLong(10, 12_000) * MS, propose.command()));
      }
      decide(node, propose.proposal(), new Decision.Undecided("the leader was lost"));
    } else if (lanes.dieAt(propose.command())) {
      if (schedule.chance(0.5)) { // it gets to the log, whoever dies
        group.limbo.add(new SimGroup.Limbo(schedule.nowNs() + 10 * MS, propose.command()));
        decide(node, propose.proposal(), new Decision.Undecided("the leader was lost"));
      } else {
        later(node, 1, "propose", () -> carryOut(node, propose));
      }
    } else {
      decide(node, propose.proposal(), commit(group, leader, propose.command()));
    }
  }

  private Decision commit(SimGroup group, SimNode leader, ClusterCommand command) {
    ClusterStateData before = group.committed();
    ClusterResponse response = group.commit(command);
    Decision decision = new Decision.Applied(group.committed().index(), response);
    invariants.committed(group, before);
    lanes.committed();
    advance(leader, group.last());
    invariants.belonging(groups.values());
    return decision;
  }

  private void decide(SimNode node, long proposal, Decision decision) {
    later(
        node,
        network.delayNs(),
        "decided",
        () -> {
          node.openProposals--;
          input(node, new ControlInput.Decided(proposal, decision));
        });
  }

  private void advance(SimNode node, int position) {
    while (node.isUp() && node.position < position) {
      ClusterStateData before = node.group.at(node.position);
      node.position++;
      ClusterStateData after = node.group.at(node.position);
      invariants.advanced(node, before, after);
      SimGroup group = node.group;
      input(node, new ControlInput.Applied(after));
      if (node.group != group) {
        return;
      }
    }
  }

  private void setVoters(SimNode node, ControlOutput.SetVoters set) {
    SimGroup group = node.group;
    later(
        node,
        network.delayNs(),
        "set voters",
        () -> {
          boolean all =
              set.voters().stream()
                  .filter(id -> !group.voters.contains(id))
                  .allMatch(
                      id -> {
                        SimNode voter = named(id, group);
                        return voter != null && voter.runs();
                      });
          if (group.leader == node.index && canLead(node, group) && all) {
            group.voters.clear();
            group.voters.addAll(set.voters());
            group.leader = SimGroup.NOBODY;
          }
          input(node, new ControlInput.VotersSettled());
        });
  }

  /** Elections, late entries, and what reaches whom, again and again. */
  private void decideLog() {
    schedule.after(
        100 * MS,
        "log",
        () -> {
          for (SimGroup group : List.copyOf(groups.values())) {
            elect(group);
            commitLate(group);
          }
          nodes.forEach(this::follow);
          decideLog();
        });
  }

  private void elect(SimGroup group) {
    if (group.leader != SimGroup.NOBODY && canLead(nodes.get(group.leader), group)) {
      return;
    }
    group.leader = SimGroup.NOBODY;
    List<SimNode> able =
        nodes.stream()
            .filter(node -> group.voters.contains(node.disk.id()) && canLead(node, group))
            .toList();
    if (!able.isEmpty() && schedule.chance(0.4)) {
      group.lead(able.get(schedule.random().nextInt(able.size())).index);
    }
  }

  private void commitLate(SimGroup group) {
    for (SimGroup.Limbo late : List.copyOf(group.limbo)) {
      if (late.atNs() <= schedule.nowNs() && group.leader != SimGroup.NOBODY) {
        group.limbo.remove(late);
        commit(group, nodes.get(group.leader), late.command());
      }
    }
  }

  private void follow(SimNode node) {
    if (!node.runs()) {
      return;
    }
    SimGroup group = node.group;
    if (group.leader != SimGroup.NOBODY
        && (group.leader == node.index || connected(nodes.get(group.leader), node))) {
      node.view = new GroupView(group.leader == node.index, group.voters);
      if (group.leader == node.index) {
        advance(node, group.last());
        return;
      }
    } else {
      node.view = new GroupView(false, node.view.voters());
    }
    int reach = node.position;
    for (SimNode other : nodes) {
      if (other != node && other.group == group && other.runs() && connected(other, node)) {
        reach = Math.max(reach, other.position);
      }
    }
    if (reach > node.position && schedule.chance(0.7)) {
      advance(node, node.position + 1 + schedule.random().nextInt(reach - node.position));
    }
  }

  // ---- workload

  /** Asks a node for a change, as an operator would. */
  void ask(SimNode node, ClusterChange change) {
    if (!node.runs()) {
      return;
    }
    long question = ++lastQuestion;
    node.questions.put(question, change.getClass().getSimpleName());
    input(node, new ControlInput.Asked(question, change));
  }

  /** A client writes a key, or removes those of a slot. */
  void call(SimNode node, int slot, boolean write) {
    if (!node.runs()) {
      return;
    }
    boolean served = node.served().contains(slot);
    table.operation(write ? "write" : "delete", served ? "executed" : "redirected");
    if (served && write) {
      node.keys.merge(slot, 1, Integer::sum);
    } else if (served) {
      node.keys.remove(slot);
    }
  }
}
