package io.ember.cluster.intercept;

import io.ember.cluster.routing.ClusterError;
import io.ember.cluster.routing.Router;
import io.ember.cluster.routing.RoutingTable;
import io.ember.cluster.session.ClientSession;
import io.ember.cluster.session.Sessions;
import io.ember.engine.EngineCall;
import io.ember.engine.Interceptor;
import io.ember.engine.command.CommandFlag;
import io.ember.engine.command.CommandHandler;

/**
 * The last link of the chain: sends each call to the lane of its keys, to the lane that its
 * arguments name, to every lane, or executes it on the caller's thread. A call that this node does
 * not serve is answered with an error.
 *
 * <p>Any thread; allocates nothing for calls that go to one lane.
 */
public final class ClusterInterceptor implements Interceptor {
  /** The place in the chain: behind everybody else. */
  public static final int ORDER = Integer.MAX_VALUE;

  private final Router router;
  private final LanePort lanes;
  private final RemoteCalls remoteCalls;

  /**
   * @param remoteCalls takes calls on keys of other nodes
   */
  public ClusterInterceptor(Router router, LanePort lanes, RemoteCalls remoteCalls) {
    this.router = router;
    this.lanes = lanes;
    this.remoteCalls = remoteCalls;
  }

  /** The same with redirects. */
  public ClusterInterceptor(Router router, LanePort lanes) {
    this(router, lanes, RemoteCalls.REDIRECT);
  }

  @Override
  public void intercept(EngineCall call, Next next) {
    if (isHeld(call) && remoteCalls.take(call)) {
      return;
    }
    route(call, next);
  }

  private boolean isHeld(EngineCall call) {
    return call.firstKeyIndex() >= 0 && remoteCalls.isHeld(call.firstKey().slot());
  }

  /** The same for a call that held others back, and goes before them. */
  public void route(EngineCall call, Next next) {
    CommandHandler handler = call.command().handler();
    if (handler instanceof CommandHandler.OnSlot) {
      int lane = router.route(call);
      if (lane >= 0) {
        send(call, lane);
      } else if (lane == Router.NOT_HERE && isForLane(call)) {
        send(call, RoutingTable.ownerLane(call.firstKey().slot(), lanes.laneCount()));
      } else if (lane == Router.CROSS_SLOT || !remoteCalls.take(call)) {
        refuse(call, next);
      }
    } else if (handler instanceof CommandHandler.OnCaller onCaller) {
      executeOnCaller(call, onCaller, next);
    } else if (handler instanceof CommandHandler.OnLane onLane) {
      send(call, onLane.lane(call, lanes.laneCount()));
    } else if (handler instanceof CommandHandler.OnEveryLane onEvery) {
      sendToEvery(call, onEvery);
    } else {
      throw new AssertionError(handler);
    }
  }

  /** A slot that is not served here, and yet its lane can do more than redirect. */
  private boolean isForLane(EngineCall call) {
    return router.isArriving(call.firstKey().slot()) || isReadHere(call);
  }

  /** A connection that said READONLY is content with what a replica has. */
  private boolean isReadHere(EngineCall call) {
    ClientSession session = Sessions.of(call);
    return session != null
        && session.state().readOnly()
        && !call.command().is(CommandFlag.WRITE)
        && router.isOfOwnShard(call.firstKey().slot());
  }

  private void send(EngineCall call, int lane) {
    if (call instanceof RoutedCall routed) {
      routed.goToLane(lane);
    } else {
      lanes.submit(lane, call);
    }
  }

  private void sendToEvery(EngineCall call, CommandHandler.OnEveryLane handler) {
    if (call instanceof RoutedCall routed) {
      routed.goToEveryLane(handler);
    } else {
      lanes.submitToEvery(call, handler);
    }
  }

  private void executeOnCaller(EngineCall call, CommandHandler.OnCaller handler, Next next) {
    // A command without data may have keys all the same, such as a sharded channel.
    int lane = router.route(call);
    if (lane < 0 && !isOnShardChannel(call, lane)) {
      refuse(call, next);
    } else if (call instanceof RoutedCall routed) {
      routed.goToCaller(handler);
    } else {
      CallerExecution.execute(handler, call);
    }
  }

  /** A replica has subscribers of its shard's channels as well, as in Redis. */
  private boolean isOnShardChannel(EngineCall call, int lane) {
    return lane == Router.NOT_HERE
        && call.command().is(CommandFlag.PUBSUB)
        && router.isOfOwnShard(call.firstKey().slot());
  }

  private void refuse(EngineCall call, Next next) {
    ClusterError refusal = router.refusal(call);
    if (refusal == null) {
      route(call, next); // the slot has just come here
    } else if (call instanceof RoutedCall routed) {
      routed.refuse(refusal.code(), refusal.message());
    } else {
      call.reject(refusal.code(), refusal.message());
    }
  }
}
