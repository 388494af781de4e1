package io.ember.cluster.lane;

import io.ember.cluster.config.LanesConfig;
import io.ember.cluster.intercept.ClusterInterceptor;
import io.ember.cluster.routing.Router;
import io.ember.cluster.routing.RoutingTable;
import io.ember.engine.Caller;
import io.ember.engine.EngineCall;
import io.ember.engine.IndeterminateException;
import io.ember.engine.Keyspace;
import io.ember.engine.MemoryBudget;
import io.ember.engine.Reply;
import io.ember.engine.ReplyCollector;
import io.ember.engine.ReplySink;
import io.ember.engine.SlotStoreConfig;
import io.ember.engine.SlotStores;
import io.ember.engine.command.CommandSpec;
import io.ember.engine.command.CommandTable;
import io.ember.engine.command.StandardCommands;
import io.ember.engine.heap.HeapSlotStoreFactory;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Lanes over heap stores with the way in that embedded code takes. */
final class TestLanes implements AutoCloseable {
  private static final Caller CALLER =
      new Caller() {
        @Override
        public long id() {
          return 1;
        }

        @Override
        public boolean isEmbedded() {
          return true;
        }
      };

  /** A call of embedded code. */
  static final class Call extends EngineCall {
    private final ReplyCollector collector = new ReplyCollector();
    final CompletableFuture<Reply> answer = new CompletableFuture<>();
    boolean isClearedWhenCompleted;

    @Override
    public ReplySink reply() {
      return collector;
    }

    @Override
    public void resetReply() {
      collector.reset();
    }

    @Override
    public void completed() {
      Reply reply = collector.take();
      if (isClearedWhenCompleted) {
        clear();
      }
      answer.complete(reply);
    }

    @Override
    public void lost(String why) {
      answer.completeExceptionally(new IndeterminateException(why));
    }
  }

  private final HeapSlotStoreFactory factory = new HeapSlotStoreFactory();
  private final MemoryBudget memory = new MemoryBudget(MemoryBudget.UNLIMITED, false);
  private final CommandTable commands;
  final LaneGroup group;
  private final ClusterInterceptor interceptor;

  TestLanes(int lanes, CommandSpec... specs) {
    this(new LaneConfig(lanes, 1024, LanesConfig.WaitStrategy.BACKOFF, false), specs);
  }

  TestLanes(LaneConfig config, CommandSpec... specs) {
    this(config, null, specs);
  }

  /**
   * @param port to the other node of the shard; null for lanes that do not replicate
   */
  TestLanes(LaneConfig config, @Nullable ReplicationPort port, CommandSpec... specs) {
    CommandTable.Builder table = new CommandTable.Builder();
    StandardCommands.register(table);
    for (CommandSpec spec : specs) {
      table.add(spec);
    }
    commands = table.build();
    int count = config.laneCount();
    Router router = Router.servingAll(count);
    group = new LaneGroup(config, router, lane -> data(lane, count));
    interceptor = new ClusterInterceptor(router, group);
    if (port != null) {
      group.replicateThrough(port);
    }
    group.start();
  }

  private LaneData data(int lane, int count) {
    SlotStores stores = factory.create(SlotStoreConfig.DEFAULTS);
    return new LaneData(
        stores,
        new Keyspace(
            stores,
            factory.hasher(),
            memory,
            slot -> RoutingTable.ownerLane(slot, count) == lane,
            lane));
  }

  /** Makes a call; its answer comes later. */
  CompletableFuture<Reply> call(String... arguments) {
    Call call = newCall(arguments);
    run(call);
    return call.answer;
  }

  void run(Call call) {
    interceptor.intercept(call, ended -> {});
  }

  Call newCall(String... arguments) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (String argument : arguments) {
      bytes.writeBytes(argument.getBytes(StandardCharsets.UTF_8));
    }
    Call call = new Call();
    call.begin(CALLER, bytes.toByteArray(), factory.hasher());
    int at = 0;
    for (String argument : arguments) {
      int length = argument.getBytes(StandardCharsets.UTF_8).length;
      call.addArgument(at, length);
      at += length;
    }
    if (!commands.resolve(call)) {
      throw new IllegalArgumentException(arguments[0]);
    }
    return call;
  }

  @Override
  public void close() {
    group.stop();
  }
}
