package io.ember.cluster;

import io.ember.cluster.admin.NodeServices;
import io.ember.cluster.admin.NodeServicesRef;
import io.ember.cluster.config.Hosts;
import io.ember.cluster.config.MembershipConfig;
import io.ember.cluster.forward.CallForwarder;
import io.ember.cluster.forward.ForwardCounters;
import io.ember.cluster.forward.ForwardLoop;
import io.ember.cluster.forward.ForwardedCalls;
import io.ember.cluster.intercept.ClusterInterceptor;
import io.ember.cluster.lane.LaneConfig;
import io.ember.cluster.lane.LaneData;
import io.ember.cluster.lane.LaneGroup;
import io.ember.cluster.lane.ThreadSlices;
import io.ember.cluster.metrics.MigrationProgress;
import io.ember.cluster.metrics.NodeSource;
import io.ember.cluster.metrics.StatusService;
import io.ember.cluster.model.MigrationId;
import io.ember.cluster.pubsub.Channels;
import io.ember.cluster.routing.Router;
import io.ember.cluster.routing.RoutingTable;
import io.ember.cluster.routing.RoutingTableRef;
import io.ember.cluster.server.EmberServer;
import io.ember.cluster.server.ServerConfig;
import io.ember.cluster.server.ServerContext;
import io.ember.cluster.session.Authenticator;
import io.ember.cluster.session.ClientPause;
import io.ember.cluster.session.ServerSettings;
import io.ember.cluster.session.SessionRegistry;
import io.ember.engine.EngineContext;
import io.ember.engine.Interceptor;
import io.ember.engine.Keyspace;
import io.ember.engine.SlotStores;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One node, wired: configuration, control line, stores, lanes, routing, commands and the endpoint
 * of the Redis protocol. The only class that knows all of them. Any thread.
 *
 * <p>Life: {@link #start} brings up what calls need, {@link #openPort} lets clients in, {@link
 * #close} ends all in reverse.
 */
final class EmberNode implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(EmberNode.class);

  private final EngineContext engine;
  private final ClusterConfig config;
  private final NodeMembership membership;
  private final LaneGroup lanes;
  private final Router router;
  private final ForwardCounters forwardCounters = new ForwardCounters();
  private final ReplicationLink replication;
  private final ForwardLoop forwardLoop;
  private final @Nullable CallForwarder forwarder;
  private final EmberServer server;
  private final NodeSource figures;
  private @Nullable StatusService status;

  EmberNode(
      EngineContext engine, ClusterConfig config, Channels channels, NodeServicesRef services) {
    this.engine = engine;
    this.config = config;
    LaneConfig laneConfig = LaneConfig.of(config.lanes(), config.membership().enabled());
    RoutingTableRef routes =
        new RoutingTableRef(RoutingTable.servingAll(0, laneConfig.laneCount()));
    router = new Router(routes, config.membership().enabled());
    lanes = new LaneGroup(laneConfig, router, this::openData);
    replication =
        new ReplicationLink(lanes, engine.stores(), config.replication().acks(), this::fail);
    forwardLoop = new ForwardLoop(config.client().loops(), lanes);
    ForwardedCalls forwarded = new ForwardedCalls(engine, routes, forwardCounters, forwardLoop);
    membership =
        config.membership().enabled()
            ? ClusteredMembership.open(
                config,
                new LocalParts(
                    routes, lanes, channels, forwarded, replication, this::figures, this::fail),
                channels)
            : NodeMembership.ofSingleEngine(config);
    if (config.membership().enabled()) {
      lanes.replicateThrough(replication);
      membership.bus().ifPresent(replication::connect);
    }
    forwarder = forwarder(routes);
    ServerContext context = serverContext(channels);
    server = new EmberServer(ServerConfig.of(config.client()), context, lanes);
    NodeServices all =
        new NodeServices(
            engine,
            context.sessions(),
            context.settings(),
            context.authenticator(),
            context.pause(),
            server.traffic(),
            channels,
            forwardCounters,
            lanes.counters(),
            lanes.slotCounters(),
            replication.syncs(),
            membership::state,
            membership.control(),
            membership.identity(),
            config.client().port(),
            Hosts.isWildcard(config.client().announced().host()),
            System.currentTimeMillis());
    services.set(all);
    figures = new NodeSource(all, lanes, () -> moved(all));
  }

  private static Map<MigrationId, MigrationProgress.Moved> moved(NodeServices of) {
    Map<MigrationId, MigrationProgress.Moved> moved = new TreeMap<>();
    of.clusterControl()
        .ifPresent(
            control ->
                control
                    .moves()
                    .migrations()
                    .forEach(
                        (id, each) ->
                            moved.put(
                                id, new MigrationProgress.Moved(each.entries(), each.bytes()))));
    return moved;
  }

  /** What other nodes are told for their status pages; asked once the node has been started. */
  private byte[] figures() {
    return figures.encodeFigures();
  }

  private @Nullable CallForwarder forwarder(RoutingTableRef routes) {
    boolean wanted = config.membership().remoteCalls() == MembershipConfig.RemoteCalls.FORWARD;
    return wanted
        ? membership.bus().map(bus -> new CallForwarder(bus, routes, forwardCounters)).orElse(null)
        : null;
  }

  private ServerContext serverContext(Channels channels) {
    ServerSettings settings = new ServerSettings();
    settings.setMaxClients(config.client().maxClients());
    settings.setIdleTimeoutSeconds(config.client().idleTimeoutSeconds());
    return new ServerContext(
        engine,
        router,
        new SessionRegistry(settings),
        settings,
        new ClientPause(),
        channels,
        new Authenticator(config.client().password()),
        forwarder);
  }

  private LaneData openData(int lane) {
    SlotStores stores = engine.stores().create(engine.storeConfig());
    int laneCount = lanes.laneCount();
    Keyspace keyspace =
        new Keyspace(
            stores,
            engine.stores().hasher(),
            engine.memory(),
            slot -> RoutingTable.ownerLane(slot, laneCount) == lane,
            System.nanoTime() + lane);
    return new LaneData(stores, keyspace);
  }

  /** Starts lanes and control line; returns when a node that is alone serves. */
  void start() {
    LOG.info(
        "starting node={} run={} {}",
        membership.identity().nodeId(),
        membership.identity().run(),
        config);
    if (config.membership().enabled() && membership.identity().run() > 1) {
      LOG.warn("started empty: memory only, what an earlier run held is lost");
    }
    lanes.start();
    forwardLoop.start();
    shortenSlices();
    membership.start();
  }

  /** Of the threads that calls go through. */
  private void shortenSlices() {
    ThreadSlices slices = new ThreadSlices(config.lanes().sliceUs());
    lanes.onEachThread(slices::applyToCurrentThread);
    server.onEachThread(slices::applyToCurrentThread);
    membership.onEachThread(slices::applyToCurrentThread);
  }

  /** {@return the link that sends calls to the lanes} */
  Interceptor interceptor() {
    CallForwarder remote = forwarder;
    if (remote == null) {
      return new ClusterInterceptor(router, lanes);
    }
    ClusterInterceptor interceptor = new ClusterInterceptor(router, lanes, remote);
    remote.reroutesTo(
        call ->
            interceptor.route(
                call,
                ended -> {
                  throw new IllegalStateException("it is the last of the chain");
                }));
    return interceptor;
  }

  /** Lets clients in, and those who look at its status. */
  void openPort() {
    status = StatusService.open(config.metrics(), figures, membership.bus()).orElse(null);
    server.start();
  }

  private void fail(String reason) {
    LOG.error("the node stops: {}", reason);
    engine.requestShutdown();
  }

  /** Hands over to a replica, then ends the connections: their clients ask another node. */
  void retire() {
    membership.retire();
    server.stop();
  }

  @Override
  public void close() {
    StatusService open = status;
    try {
      if (open != null) {
        open.close();
      }
      server.stop();
      if (forwarder != null) {
        forwarder.close();
      }
      membership.stop();
      forwardLoop.close();
      lanes.stop();
    } finally {
      membership.close();
    }
  }
}
