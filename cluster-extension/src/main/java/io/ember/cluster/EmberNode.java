package io.ember.cluster;

import io.ember.cluster.intercept.ClusterInterceptor;
import io.ember.cluster.lane.LaneConfig;
import io.ember.cluster.lane.LaneCounters;
import io.ember.cluster.lane.LaneData;
import io.ember.cluster.lane.LaneGroup;
import io.ember.cluster.routing.Router;
import io.ember.cluster.routing.RoutingTable;
import io.ember.cluster.routing.RoutingTableRef;
import io.ember.cluster.server.EmberServer;
import io.ember.cluster.server.ServerConfig;
import io.ember.cluster.server.ServerContext;
import io.ember.cluster.session.ClientPause;
import io.ember.cluster.session.ServerSettings;
import io.ember.cluster.session.SessionRegistry;
import io.ember.engine.EngineContext;
import io.ember.engine.Interceptor;
import io.ember.engine.Keyspace;
import io.ember.engine.SlotStores;
import java.util.List;

/**
 * One node, wired: configuration, stores, lanes, routing and the endpoint of the Redis protocol.
 * The only class that knows all of them. Any thread.
 *
 * <p>Life: {@link #start} brings up what calls need, {@link #openPort} lets clients in, {@link
 * #close} ends all in reverse.
 */
final class EmberNode implements AutoCloseable {
  private final EngineContext engine;
  private final LaneGroup lanes;
  private final RoutingTableRef routes;
  private final Router router;
  private final EmberServer server;

  EmberNode(EngineContext engine, ClusterConfig config) {
    this.engine = engine;
    boolean clustered = config.membership().enabled();
    LaneConfig laneConfig = LaneConfig.of(config.lanes(), clustered);
    lanes = new LaneGroup(laneConfig, this::openData);
    routes = new RoutingTableRef(RoutingTable.servingAll(0, laneConfig.laneCount()));
    router = new Router(routes, clustered);
    ServerSettings settings = new ServerSettings();
    settings.setMaxClients(config.client().maxClients());
    settings.setIdleTimeoutSeconds(config.client().idleTimeoutSeconds());
    ServerContext context =
        new ServerContext(
            engine,
            router,
            new SessionRegistry(settings),
            settings,
            new ClientPause(),
            session -> {},
            config.client().password().isPresent());
    server = new EmberServer(ServerConfig.of(config.client()), context, lanes);
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

  /** Starts the lanes. */
  void start() {
    lanes.start();
  }

  /** {@return the link that sends calls to the lanes} */
  Interceptor interceptor() {
    return new ClusterInterceptor(router, lanes);
  }

  /** Lets clients in. */
  void openPort() {
    server.start();
  }

  /** {@return what each lane has done} */
  List<LaneCounters> laneCounters() {
    return lanes.counters();
  }

  @Override
  public void close() {
    server.stop();
    lanes.stop();
  }
}
