package io.ember.cluster.control;

import io.ember.cluster.bus.Bulk;
import io.ember.cluster.bus.Bus;
import io.ember.cluster.bus.BusException;
import io.ember.cluster.bus.BusHandler;
import io.ember.cluster.bus.BusIdentity;
import io.ember.cluster.bus.FrameTypes;
import io.ember.cluster.bus.Link;
import io.ember.cluster.bus.LinkFigures;
import io.ember.cluster.bus.Responder;
import io.ember.cluster.bus.codec.GossipCodec;
import io.ember.cluster.bus.codec.JoinCodec;
import io.ember.cluster.config.MigrationConfig;
import io.ember.cluster.config.ReplicationConfig;
import io.ember.cluster.core.SafetyRules;
import io.ember.cluster.core.gossip.GossipInput;
import io.ember.cluster.core.gossip.GossipMessage;
import io.ember.cluster.core.gossip.GossipOutput;
import io.ember.cluster.core.migration.MigrationBatch;
import io.ember.cluster.core.migration.MigrationFigures;
import io.ember.cluster.core.migration.MigrationSettings;
import io.ember.cluster.core.node.ChangeResult;
import io.ember.cluster.core.node.ClusterChange;
import io.ember.cluster.core.node.ControlCore;
import io.ember.cluster.core.node.ControlInput;
import io.ember.cluster.core.node.ControlOutput;
import io.ember.cluster.core.node.ControlSettings;
import io.ember.cluster.core.node.GroupView;
import io.ember.cluster.core.node.Standing;
import io.ember.cluster.core.replication.ReplicationSettings;
import io.ember.cluster.core.state.ClusterStateData;
import io.ember.cluster.core.state.NodeInfo;
import io.ember.cluster.lane.ReplicationPort;
import io.ember.cluster.model.ClusterNode;
import io.ember.cluster.model.ClusterState;
import io.ember.cluster.model.Endpoint;
import io.ember.cluster.model.NodeId;
import io.ember.cluster.model.NodesConf;
import io.ember.cluster.persist.NodeFacts;
import io.ember.cluster.persist.NodeStore;
import io.ember.cluster.persist.NodesConfFile;
import io.ember.cluster.raft.BusRaftTransport;
import io.ember.cluster.raft.RaftRole;
import io.ember.cluster.raft.RaftView;
import io.ember.engine.StoreException;
import java.security.SecureRandom;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the {@link ControlCore} of a node: carries what happens into it and does what it wants, in
 * its order. When the core ends, since the node enters or leaves a cluster, the next one begins
 * here.
 *
 * <p>Owner thread: control; the methods of {@link ClusterControl} and {@link BusHandler}, any
 * thread.
 */
public final class ControlAgent implements ClusterControl, BusHandler, AutoCloseable {
  private static final long NODES_CONF_NS = TimeUnit.SECONDS.toNanos(1);
  private static final Logger LOG = LoggerFactory.getLogger(ControlAgent.class);
  private static final int TICKS_A_PERIOD = 10;
  private static final int TICKS_A_LEASE = 10;
  private static final long JOIN_TIMEOUT_MS = 8_000;
  private static final int OWN_GROUP_LIMIT_S = 30;

  private final ControlConfig config;
  private final NodeStore store;
  private final Bus bus;
  private final NodePort node;
  private final NodesConfFile nodesConf;
  private final ControlThread thread;
  private final BusRaftTransport raft;
  private final ShardLine shardLine;
  private final AtomicLong questions = new AtomicLong();
  private final Map<Long, CompletableFuture<ChangeResult>> asked = new ConcurrentHashMap<>();
  private final Map<Long, Responder> joining = new HashMap<>();
  private ControlLog log;
  private ControlCore core;
  private Map<NodeId, Endpoint> peers = new HashMap<>();
  private boolean peersChanged;

  /** Counts the cores; what was begun for an earlier one is not told to a later one. */
  private int life;

  private final CompletableFuture<@Nullable Void> registered = new CompletableFuture<>();
  private final CompletableFuture<@Nullable Void> retired = new CompletableFuture<>();
  private boolean isNodesConfOld;
  private long nodesConfNs = System.nanoTime() - NODES_CONF_NS;
  private final ConfigurationRef configuration = new ConfigurationRef();
  private volatile ClusterState picture;
  private volatile MigrationFigures moves = MigrationFigures.NONE;
  private volatile GroupView group = GroupView.UNKNOWN;
  private volatile RaftView raftView = RaftView.UNKNOWN;
  private volatile boolean closed;

  /**
   * @param store open; what it holds has a run that nobody has heard of yet
   * @param bus not started
   */
  public ControlAgent(ControlConfig config, NodeStore store, Bus bus, NodePort node) {
    this.config = config;
    this.store = store;
    this.bus = bus;
    this.node = node;
    nodesConf = new NodesConfFile(config.directory());
    raft = new BusRaftTransport(bus);
    thread = new ControlThread(this::tick);
    shardLine = new ShardLine(store, bus, node);
    core = newCore();
    log = newLog();
    picture = alonePicture();
  }

  /** {@return who a node is on the bus} */
  public static BusIdentity identity(NodeFacts facts) {
    return new BusIdentity(facts.clusterId(), facts.identity().nodeId(), facts.identity().run());
  }

  /** Begins to listen, to follow the log and to decide. */
  public void start() {
    bus.start(this);
    peers = new HashMap<>(store.facts().peers());
    lookUpNodesConf();
    peers.forEach(bus::peer);
    log.open(store.facts().standing() != Standing.MEMBER);
    thread.start();
  }

  /** Where a member looks for others besides, should its own notes not be enough. */
  private void lookUpNodesConf() {
    NodesConf last = nodesConf.read().orElse(null);
    NodeFacts facts = store.facts();
    if (last == null
        || facts.standing() != Standing.MEMBER
        || !last.localId().equals(facts.identity().nodeId())) {
      return;
    }
    for (ClusterNode known : last.nodes().values()) {
      if (!known.id().equals(last.localId())) {
        peers.putIfAbsent(known.id(), new Endpoint(known.client().host(), known.busPort()));
      }
    }
  }

  /** Has the control thread do something, soon. */
  public void onThread(Runnable task) {
    thread.post(task);
  }

  /**
   * Waits until the configuration knows this run of the node, if only this node has to agree to
   * that.
   */
  public void awaitOwnGroup() {
    if (store.facts().standing() != Standing.ALONE) {
      return;
    }
    try {
      registered.get(OWN_GROUP_LIMIT_S, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException e) {
      throw new StoreException(
          "the node could not agree with itself within " + OWN_GROUP_LIMIT_S + " s: see its log",
          e);
    }
  }

  /**
   * Hands over to a replica, if this node is a primary and has one that can; waits, but not longer
   * than so many ms.
   */
  public void retire(long limitMs) {
    thread.post(() -> step(new ControlInput.Retiring()));
    try {
      retired.get(limitMs, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException e) {
      LOG.warn("stopping without having handed over within {} ms", limitMs);
    }
  }

  @Override
  public void close() {
    closed = true;
    thread.stop();
    if (peersChanged) {
      savePeers();
    }
    if (isNodesConfOld) {
      writeNodesConf();
    }
    asked
        .values()
        .forEach(question -> question.complete(new ChangeResult.Undecided("the node is stopping")));
    log.close();
    bus.close();
  }

  // ---- a core and its log

  private ControlCore newCore() {
    NodeFacts facts = store.facts();
    NodeInfo self =
        new NodeInfo(
            facts.identity().nodeId(),
            facts.identity().shardId(),
            config.client(),
            config.bus(),
            facts.identity().run());
    ControlSettings settings =
        new ControlSettings(
            self,
            facts.clusterId(),
            facts.standing(),
            facts.joining(),
            facts.bootstrap(),
            facts.incarnation(),
            facts.peers(),
            config.membership().seeds(),
            config.raft().maxVoters(),
            config.membership().requireFullCoverage(),
            config.gossip(),
            replication(facts),
            config.failover().stormShare(),
            facts.votes(),
            SafetyRules.ALL);
    int mine = life;
    node.begin(
        new ReplicationPort.Life(
            settings.replication(), report -> post(mine, new ControlInput.LaneReported(report))));
    SplittableRandom random = new SplittableRandom(new SecureRandom().nextLong());
    return new ControlCore(settings, random::nextLong, System.nanoTime());
  }

  private ReplicationSettings replication(NodeFacts facts) {
    ReplicationConfig replication = config.replication();
    return new ReplicationSettings(
        facts.identity().nodeId(),
        facts.identity().run(),
        config.lanes().count(),
        TimeUnit.MILLISECONDS.toNanos(replication.leaseMs()),
        TimeUnit.MILLISECONDS.toNanos(replication.graceMs()),
        TimeUnit.MILLISECONDS.toNanos(replication.maxLagMs()),
        replication.clockRateError(),
        replication.minInSync(),
        replication.logBytes(),
        migration());
  }

  private MigrationSettings migration() {
    MigrationConfig migration = config.migration();
    return new MigrationSettings(
        migration.batchEntries(),
        (int) Math.min(migration.batchBytes(), MigrationBatch.MOST_BYTES),
        migration.maxBytesPerSecond() / config.lanes().count(),
        migration.parallelSlots(),
        TimeUnit.MILLISECONDS.toNanos(migration.pauseLimitMs()));
  }

  private ControlLog newLog() {
    int mine = life;
    return new ControlLog(
        config,
        store,
        raft,
        () -> core.data().nodes().keySet(),
        input -> post(mine, input),
        node::fail);
  }

  private ClusterState alonePicture() {
    NodeFacts facts = store.facts();
    return ClusterState.alone(
        ClusterNode.myself(
            facts.identity().nodeId(),
            facts.identity().shardId(),
            config.client(),
            config.bus().port(),
            0),
        io.ember.cluster.model.SlotMap.EMPTY,
        config.membership().requireFullCoverage());
  }

  private void beginAnew(UnaryOperator<NodeFacts> change, boolean ownGroup) {
    life++;
    log.close();
    NodeFacts facts = store.update(change);
    log.retire();
    peers = new HashMap<>(facts.peers());
    bus.become(identity(facts));
    peers.forEach(bus::peer);
    joining.values().forEach(responder -> responder.fail("the node has changed its cluster"));
    joining.clear();
    core = newCore();
    log = newLog();
    log.open(ownGroup);
    readLog();
    step(new ControlInput.Tick(System.currentTimeMillis(), group));
  }

  // ---- inputs

  /** {@return after how many ms the next one is due} */
  private long tick() {
    readLog();
    step(new ControlInput.Tick(System.currentTimeMillis(), group));
    if (peersChanged) {
      savePeers();
    }
    if (isNodesConfOld && System.nanoTime() - nodesConfNs >= NODES_CONF_NS) {
      writeNodesConf();
    }
    long periodMs = config.gossip().periodMs() / TICKS_A_PERIOD;
    long ofLeaseMs = config.replication().leaseMs() / TICKS_A_LEASE;
    return Math.max(1, core.keepsLeases() ? Math.min(periodMs, ofLeaseMs) : periodMs);
  }

  private void readLog() {
    RaftView view = log.view();
    raftView = view;
    group = new GroupView(view.role() == RaftRole.LEADER, view.voters());
  }

  private void savePeers() {
    peersChanged = false;
    store.update(facts -> facts.knowing(peers, facts.configuration()));
  }

  private void post(int forLife, ControlInput input) {
    thread.post(
        () -> {
          if (forLife == life) {
            step(input);
          }
        });
  }

  private void step(ControlInput input) {
    boolean hasFailed = false;
    boolean isTick = input instanceof ControlInput.Tick;
    List<ControlOutput> outputs = core.step(System.nanoTime(), input);
    configuration.publish(core.data());
    for (ControlOutput output : outputs) {
      boolean isForLanes =
          output instanceof ControlOutput.Allow || output instanceof ControlOutput.Place;
      if (hasFailed && !isForLanes) {
        continue; // what is not on disk must not be told
      }
      try {
        perform(output);
      } catch (StoreException e) {
        hasFailed = true;
        node.fail("what the node must not forget cannot be kept: " + e.getMessage());
      }
    }
    if (isTick) {
      moves = core.moves();
    }
  }

  // ---- outputs

  private void perform(ControlOutput output) {
    if (output instanceof ControlOutput.Gossip gossip) {
      send(gossip.output());
    } else if (output instanceof ControlOutput.Publish publish) {
      picture = publish.picture();
      if (publish.routes()) {
        node.route(publish.picture(), publish.closed(), publish.arriving(), publish.notServing());
        isNodesConfOld = true;
      }
      if (publish.notServing().isEmpty()) {
        registered.complete(null);
      }
    } else if (output instanceof ControlOutput.Propose propose) {
      log.propose(propose);
    } else if (output instanceof ControlOutput.SetVoters voters) {
      log.setVoters(voters.voters());
    } else if (output instanceof ControlOutput.Answer answer) {
      CompletableFuture<ChangeResult> question = asked.remove(answer.question());
      if (question != null) {
        question.complete(answer.result());
      }
    } else if (output instanceof ControlOutput.Drain drain) {
      drain(drain);
    } else if (output instanceof ControlOutput.Peer peer) {
      peersChanged |= !peer.bus().equals(peers.put(peer.node(), peer.bus()));
      bus.peer(peer.node(), peer.bus());
    } else if (output instanceof ControlOutput.Forget forget) {
      peersChanged |= peers.remove(forget.node()) != null;
      bus.forget(forget.node());
    } else if (output instanceof ControlOutput.Tell tell) {
      LOG.info(
          "member event={} node={} bus={} incarnation={}",
          tell.event().getClass().getSimpleName(),
          tell.event().member().id(),
          tell.event().member().bus(),
          tell.event().member().incarnation());
    } else {
      performJoin(output);
    }
  }

  /** Now and then: while slots move it changes a hundred times a second. */
  private void writeNodesConf() {
    isNodesConfOld = false;
    nodesConfNs = System.nanoTime();
    try {
      nodesConf.write(NodesConf.of(picture, store.facts().incarnation()));
    } catch (StoreException e) {
      // Nothing depends on it; the node's own metadata stops the node where it has to.
      LOG.warn("{}", e.getMessage());
    }
  }

  private void performJoin(ControlOutput output) {
    NodeFacts facts = store.facts();
    if (output instanceof ControlOutput.PersistIncarnation persist) {
      store.update(known -> known.withIncarnation(persist.incarnation()));
    } else if (output instanceof ControlOutput.PersistJoining persist) {
      store.update(known -> known.joining(persist.through()));
    } else if (output instanceof ControlOutput.PersistAlone) {
      store.update(NodeFacts::notJoining);
    } else if (output instanceof ControlOutput.PersistMember) {
      store.update(known -> known.memberOf(known.clusterId()));
    } else if (output instanceof ControlOutput.AskToJoin ask) {
      askToJoin(ask);
    } else if (output instanceof ControlOutput.Reply reply) {
      Responder responder = joining.remove(reply.question());
      if (responder != null) {
        responder.answer(JoinCodec.encode(reply.message()));
      }
    } else if (output instanceof ControlOutput.NoReply reply) {
      Responder responder = joining.remove(reply.question());
      if (responder != null) {
        responder.fail(reply.reason());
      }
    } else if (output instanceof ControlOutput.EnterCluster enter) {
      LOG.info("joined cluster={} nodes={}", enter.clusterId(), enter.peers().size());
      beginAnew(
          known -> known.memberOf(enter.clusterId()).knowing(enter.peers(), new byte[0]), false);
    } else if (output instanceof ControlOutput.LeaveCluster leave) {
      LOG.info("left cluster={} newId={}", facts.clusterId(), leave.hard());
      beginAnew(
          known ->
              known.alone(
                  leave.hard() ? known.identity().renamed() : known.identity().inNewShard()),
          true);
    } else if (output instanceof ControlOutput.Retired) {
      retired.complete(null);
    } else if (!shardLine.perform(output)) {
      throw new AssertionError(output);
    }
  }

  private void send(GossipOutput output) {
    if (output instanceof GossipOutput.Datagram datagram) {
      bus.sendDatagram(datagram.to(), datagram.receiver(), GossipCodec.encode(datagram.message()));
    } else if (output instanceof GossipOutput.Exchange exchange) {
      bus.send(exchange.to(), FrameTypes.GOSSIP, GossipCodec.encode(exchange.message()));
    } else if (!(output instanceof GossipOutput.PullState)) {
      // Who follows the log polls it by itself, sooner than news of it arrive.
      throw new AssertionError(output);
    }
  }

  private void drain(ControlOutput.Drain drain) {
    int mine = life;
    node.isEmptyBehindPresentCalls(drain.slots())
        .whenComplete(
            (empty, failure) ->
                post(
                    mine,
                    new ControlInput.Drained(
                        drain.token(), failure == null && Boolean.TRUE.equals(empty))));
  }

  private void askToJoin(ControlOutput.AskToJoin ask) {
    int mine = life;
    bus.request(ask.bus(), FrameTypes.JOIN, JoinCodec.encode(ask.message()), JOIN_TIMEOUT_MS)
        .whenComplete(
            (answer, failure) -> {
              if (failure == null) {
                post(
                    mine,
                    new ControlInput.JoinAnswered(ask.bus(), JoinCodec.decode(answer.payload())));
              } else {
                Throwable cause = failure.getCause() == null ? failure : failure.getCause();
                boolean mayHaveArrived =
                    !(cause instanceof BusException refused)
                        || refused.mayHaveArrived()
                        || refused.reason() == BusException.Reason.FAILED;
                post(
                    mine,
                    new ControlInput.JoinFailed(
                        ask.bus(), mayHaveArrived, String.valueOf(cause.getMessage())));
              }
            });
  }

  // ---- what the node asks

  @Override
  public ClusterState state() {
    return picture;
  }

  @Override
  public CompletionStage<ChangeResult> change(ClusterChange change) {
    CompletableFuture<ChangeResult> answer = new CompletableFuture<>();
    if (closed) {
      answer.complete(new ChangeResult.Refused("the node is stopping"));
      return answer;
    }
    long question = questions.incrementAndGet();
    asked.put(question, answer);
    thread.post(() -> step(new ControlInput.Asked(question, change)));
    return answer;
  }

  @Override
  public MigrationFigures moves() {
    return moves;
  }

  @Override
  public String whySlot(int slot) {
    ClusterState now = picture;
    var owner = now.owner(slot);
    if (owner == null) {
      return "slot " + slot + " has no owner: give it one with CLUSTER ADDSLOTS";
    }
    String state =
        owner.flags().failed() ? "failed" : owner.flags().suspected() ? "suspected" : "alive";
    return "slot "
        + slot
        + " is owned by "
        + owner.id()
        + " at "
        + owner.client()
        + ", which is "
        + state
        + ", epoch "
        + owner.configEpoch()
        + (now.lost().contains(slot) ? "; its data is lost: see CLUSTER ACCEPT-LOSS" : "");
  }

  @Override
  public Collection<LinkFigures> links() {
    return bus.links();
  }

  @Override
  public void breakLinks(NodeId other) {
    bus.breakLinks(other);
  }

  @Override
  public Map<String, Long> counters() {
    return bus.counters().all();
  }

  @Override
  public GroupView group() {
    return group;
  }

  @Override
  public RaftView raftView() {
    return raftView;
  }

  @Override
  public ClusterStateData configuration() {
    return configuration.get();
  }

  @Override
  public long promotions() {
    return configuration.promotions();
  }

  // ---- what the bus brings; on the bus loop

  @Override
  public void onDatagram(BusIdentity sender, Endpoint from, byte[] payload) {
    GossipMessage message = GossipCodec.decode(payload);
    gossip(new GossipInput.Received(sender.nodeId(), from, payload.length, message));
  }

  private void gossip(GossipInput.Received received) {
    thread.post(() -> step(new ControlInput.Gossip(received)));
  }

  @Override
  public boolean onFrame(
      BusIdentity sender, Link link, int type, byte[] payload, Responder responder) {
    if (BusRaftTransport.isRaft(type)) {
      raft.onFrame(sender.nodeId(), type, payload, responder);
      return true;
    }
    if (type == FrameTypes.GOSSIP) {
      if (GossipCodec.decode(payload) instanceof GossipMessage.Exchange exchange) {
        gossip(
            new GossipInput.Received(
                sender.nodeId(), exchange.sender().bus(), payload.length, exchange));
      }
      return true;
    }
    ControlInput heard = ShardLine.heard(sender.nodeId(), type, payload);
    if (heard != null) {
      thread.post(() -> step(heard));
      return true;
    }
    if (type == FrameTypes.JOIN) {
      var message = JoinCodec.decode(payload);
      thread.post(
          () -> {
            long question = questions.incrementAndGet();
            joining.put(question, responder);
            step(new ControlInput.JoinAsked(question, message));
          });
      return true;
    }
    return node.onFrame(sender, type, payload, responder);
  }

  @Override
  public void onBulk(BusIdentity sender, int type, Bulk bulk) {
    node.onBulk(sender, type, bulk);
  }

  @Override
  public void onRefused(NodeId refusing) {
    thread.post(() -> step(new ControlInput.ConnectionRefused(refusing)));
  }
}
