package io.ember.cluster.server;

import io.ember.cluster.config.LanesConfig;
import io.ember.cluster.config.Secret;
import io.ember.cluster.intercept.ClusterInterceptor;
import io.ember.cluster.lane.LaneConfig;
import io.ember.cluster.lane.LaneData;
import io.ember.cluster.lane.LaneGroup;
import io.ember.cluster.routing.Router;
import io.ember.cluster.routing.RoutingTable;
import io.ember.cluster.routing.RoutingTableRef;
import io.ember.cluster.session.Authenticator;
import io.ember.cluster.session.ClientPause;
import io.ember.cluster.session.ServerSettings;
import io.ember.cluster.session.SessionRegistry;
import io.ember.engine.EngineCall;
import io.ember.engine.EngineConfig;
import io.ember.engine.EngineContext;
import io.ember.engine.Interceptor;
import io.ember.engine.Keyspace;
import io.ember.engine.MemoryBudget;
import io.ember.engine.SlotStoreConfig;
import io.ember.engine.SlotStoreFactory;
import io.ember.engine.SlotStores;
import io.ember.engine.command.CommandTable;
import io.ember.engine.command.StandardCommands;
import io.ember.engine.heap.HeapSlotStoreFactory;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.IntFunction;

/** Lanes and endpoint on a free port, without the rest of an engine. */
public final class TestNode implements EngineContext, AutoCloseable {
  /** {@return limits of one node, which one connection may use up} */
  static MemoryLimits limits(long replies, long transactions) {
    return new MemoryLimits(
        new SharedBudget(replies, replies), new SharedBudget(transactions, transactions));
  }

  /** What a test may choose. */
  public static final class Options {
    int lanes = 2;
    int loops = 1;
    int ringSize = LaneConfig.DEFAULT_RING_SIZE;
    boolean clustered = true;
    SlotStoreFactory stores = new HeapSlotStoreFactory();
    LanesConfig.WaitStrategy whenIdle = LanesConfig.WaitStrategy.BACKOFF;
    Interceptor first = (call, next) -> next.proceed(call);
    Consumer<CommandTable.Builder> commands = table -> {};
    boolean passwordNeeded;
    MemoryLimits limits = limits(4 << 20, 64 << 20);
    public IntFunction<RoutingTable> routes = laneCount -> RoutingTable.servingAll(0, laneCount);
  }

  private final CommandTable commands;
  private final SlotStoreFactory factory;
  private final MemoryBudget memory = new MemoryBudget(MemoryBudget.UNLIMITED, false);
  final ServerSettings settings = new ServerSettings();
  final SessionRegistry sessions = new SessionRegistry(settings);
  final ClientPause pause = new ClientPause();
  public final RoutingTableRef routes;
  public final LaneGroup lanes;
  final EmberServer server;
  private final ServerContext context;
  private final ClusterInterceptor last;
  private final Interceptor first;

  public TestNode() {
    this(options -> {});
  }

  public TestNode(Consumer<Options> choose) {
    Options options = new Options();
    choose.accept(options);
    CommandTable.Builder table = new CommandTable.Builder();
    StandardCommands.register(table);
    TestCommands.register(table);
    options.commands.accept(table);
    commands = table.build();
    factory = options.stores;
    factory.prepare(storeConfig());
    int laneCount = options.lanes;
    routes = new RoutingTableRef(options.routes.apply(laneCount));
    Router router = new Router(routes, options.clustered);
    lanes =
        new LaneGroup(
            new LaneConfig(laneCount, options.ringSize, options.whenIdle, false),
            router,
            lane -> {
              SlotStores stores = factory.create(storeConfig());
              return new LaneData(
                  stores,
                  new Keyspace(
                      stores,
                      factory.hasher(),
                      memory,
                      slot -> RoutingTable.ownerLane(slot, laneCount) == lane,
                      lane));
            });
    last = new ClusterInterceptor(router, lanes);
    first = options.first;
    context =
        new ServerContext(
            this,
            router,
            sessions,
            settings,
            pause,
            session -> {},
            new Authenticator(
                options.passwordNeeded ? Optional.of(Secret.of("secret")) : Optional.empty()),
            null);
    server =
        new EmberServer(
            new ServerConfig("127.0.0.1", 0, options.loops), context, lanes, options.limits);
    lanes.start();
    server.start();
  }

  ServerContext context() {
    return context;
  }

  int port() {
    return server.port();
  }

  RespClient connect() {
    return new RespClient(port());
  }

  @Override
  public EngineConfig config() {
    return EngineConfig.of(Map.of());
  }

  @Override
  public CommandTable commands() {
    return commands;
  }

  @Override
  public SlotStoreFactory stores() {
    return factory;
  }

  @Override
  public SlotStoreConfig storeConfig() {
    return SlotStoreConfig.DEFAULTS;
  }

  @Override
  public MemoryBudget memory() {
    return memory;
  }

  private final Interceptor.Next toLast = this::passLast;

  private void passLast(EngineCall call) {
    last.intercept(call, ended -> {});
  }

  @Override
  public void execute(EngineCall call) {
    first.intercept(call, toLast);
  }

  @Override
  public void requestShutdown() {}

  @Override
  public void close() {
    server.stop();
    lanes.stop();
  }
}
