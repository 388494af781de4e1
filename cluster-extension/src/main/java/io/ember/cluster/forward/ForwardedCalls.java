package io.ember.cluster.forward;

import io.ember.cluster.bus.BusIdentity;
import io.ember.cluster.bus.Responder;
import io.ember.cluster.lane.QueuedCall;
import io.ember.cluster.lane.TransactionRun;
import io.ember.cluster.model.NodeId;
import io.ember.cluster.routing.RoutingTableRef;
import io.ember.engine.Caller;
import io.ember.engine.EngineContext;
import io.ember.engine.ErrorCode;
import io.ember.engine.WatchToken;
import io.ember.engine.command.CommandHandler;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Executes what other nodes pass on. A request waits until this node has applied the configuration
 * by which its sender routed it; then it is executed here or answered MOVED, never passed on.
 *
 * <p>Bounded: {@value #MAX_WAITING} requests wait, of an eighth of the heap, {@value #MAX_SESSIONS}
 * clients watch keys, and one that was not heard of for an hour watches no more. Owner thread: its
 * loop; {@link #onFrame} the bus.
 */
public final class ForwardedCalls implements AutoCloseable {
  private static final int MAX_WAITING = 20_000;
  private static final int MAX_SESSIONS = 10_000;
  private static final long MAX_BEHIND_NS = TimeUnit.SECONDS.toNanos(2);
  private static final long SESSION_IDLE_NS = TimeUnit.HOURS.toNanos(1);
  private static final long SWEEP_EVERY_NS = TimeUnit.MINUTES.toNanos(1);

  /** Calls of transactions and calls that watch nothing have no session of their own. */
  private static final Caller ANYBODY =
      new Caller() {
        @Override
        public long id() {
          return -1;
        }

        @Override
        public boolean isEmbedded() {
          return false;
        }
      };

  private record SessionKey(NodeId node, long run, long session) {}

  private record Request(
      BusIdentity sender, ForwardedRequest asked, int bytes, Responder responder, long arrivedNs) {
    SessionKey key() {
      return new SessionKey(sender.nodeId(), sender.run(), asked.session());
    }
  }

  private final EngineContext engine;
  private final RoutingTableRef routes;
  private final ForwardCounters counters;
  private final ForwardLoop loop;
  private final AtomicInteger waitingCount = new AtomicInteger();
  private final AtomicLong waitingBytes = new AtomicLong();
  private final ArrayDeque<Request> behind = new ArrayDeque<>();
  private final Map<SessionKey, ForwardedSession> sessions = new HashMap<>();
  private long lastSession;
  private long nextSweepNs = System.nanoTime();

  public ForwardedCalls(
      EngineContext engine, RoutingTableRef routes, ForwardCounters counters, ForwardLoop loop) {
    this.engine = engine;
    this.routes = routes;
    this.counters = counters;
    this.loop = loop;
    loop.repeats(this::tick);
  }

  /** {@return whether a frame of this type is for this class} */
  public static boolean isOurs(int type) {
    return type == ForwardedRequest.FRAME_TYPE;
  }

  /**
   * Takes a request; on the thread of the bus.
   *
   * @throws io.ember.engine.ProtocolException if it is none
   */
  public void onFrame(BusIdentity sender, byte[] payload, Responder responder) {
    ForwardedRequest asked = ForwardedRequest.decode(payload);
    boolean tooMuch = waitingBytes.addAndGet(payload.length) > ForwardedRequest.MAX_KEPT_BYTES;
    if (waitingCount.incrementAndGet() > MAX_WAITING || tooMuch) {
      waitingCount.decrementAndGet();
      waitingBytes.addAndGet(-payload.length);
      responder.fail("too many calls wait for this node");
      return;
    }
    counters.received();
    Request request = new Request(sender, asked, payload.length, responder, System.nanoTime());
    loop.execute(() -> arrived(request));
  }

  private void arrived(Request request) {
    behind.add(request);
    goOn();
  }

  private boolean tick() {
    goOn();
    long nowNs = System.nanoTime();
    if (nowNs - nextSweepNs >= 0) {
      nextSweepNs = nowNs + SWEEP_EVERY_NS;
      forgetIdleSessions(nowNs);
    }
    return !behind.isEmpty();
  }

  private void forgetIdleSessions(long nowNs) {
    for (Iterator<ForwardedSession> each = sessions.values().iterator(); each.hasNext(); ) {
      ForwardedSession session = each.next();
      if (nowNs - session.lastUsedNs() > SESSION_IDLE_NS) {
        each.remove();
        session.unwatch(loop.publisher());
      }
    }
  }

  /** In order: a call does not overtake one that waits for the configuration. */
  private void goOn() {
    while (!behind.isEmpty()) {
      Request first = behind.element();
      boolean late = System.nanoTime() - first.arrivedNs() > MAX_BEHIND_NS;
      if (first.asked().index() > routes.get().index() && !late) {
        return;
      }
      behind.remove();
      waitingCount.decrementAndGet();
      waitingBytes.addAndGet(-first.bytes());
      if (late && first.asked().index() > routes.get().index()) {
        first.responder().fail("this node has not applied entry " + first.asked().index() + " yet");
      } else {
        execute(first);
      }
    }
  }

  private void execute(Request request) {
    try {
      switch (request.asked().kind()) {
        case CALL, FIRST_WATCH -> call(request);
        case EXEC -> exec(request);
        case UNWATCH -> unwatch(request.key());
      }
    } catch (RuntimeException | OutOfMemoryError e) {
      // Before anything was handed to a lane: what an interceptor throws ends in the chain.
      request.responder().fail("not executed: " + e.getMessage());
    }
  }

  private void call(Request request) {
    ForwardedRequest asked = request.asked();
    Caller caller = asked.session() == 0 ? ANYBODY : session(request);
    if (caller == null) {
      request.responder().fail("too many clients of other nodes watch keys of this node");
      return;
    }
    ForwardedCall call = newCall(request, caller, request.responder(), asked.calls().get(0));
    if (!engine.commands().resolve(call)) {
      call.completed(); // with the error that says why
    } else if (call.command().handler() instanceof CommandHandler.OnSlot
        && call.firstKeyIndex() >= 0) {
      engine.execute(call);
    } else {
      call.reject(ErrorCode.ERR, "only calls on keys are passed on");
    }
  }

  private ForwardedCall newCall(
      Request request, Caller caller, @Nullable Responder responder, byte[][] arguments) {
    ForwardedCall call =
        new ForwardedCall(loop, request.asked().protocol(), request.asked().acks(), responder);
    call.fill(caller, arguments, engine.stores());
    return call;
  }

  private @Nullable ForwardedSession session(Request request) {
    long nowNs = System.nanoTime();
    boolean first = request.asked().kind() == ForwardedRequest.Kind.FIRST_WATCH;
    if (first) {
      unwatch(request.key());
    }
    ForwardedSession session = sessions.get(request.key());
    if (session == null) {
      if (sessions.size() >= MAX_SESSIONS) {
        return null;
      }
      session = new ForwardedSession(--lastSession, nowNs);
      sessions.put(request.key(), session);
      if (!first) {
        session.watchToken().markChanged(); // what it watched before was forgotten, so it may have
      }
    }
    session.used(nowNs);
    return session;
  }

  private void exec(Request request) {
    ForwardedRequest asked = request.asked();
    ForwardedCall exec =
        newCall(request, ANYBODY, request.responder(), new byte[][] {{'E', 'X', 'E', 'C'}});
    engine.commands().resolve(exec);
    ForwardedSession session = sessions.get(request.key());
    if (asked.session() != 0 && session == null) {
      exec.reply().nilArray(); // what it watched is forgotten, so it may have changed
      exec.completed();
      return;
    }
    List<QueuedCall> queued = new ArrayList<>();
    for (byte[][] arguments : asked.calls()) {
      ForwardedCall original = newCall(request, ANYBODY, null, arguments);
      if (!engine.commands().resolve(original)
          || !(original.command().handler() instanceof CommandHandler.OnSlot)) {
        original.clear();
        queued.forEach(QueuedCall::discard);
        exec.reject(ErrorCode.EXECABORT, "Transaction discarded because of previous errors.");
        return;
      }
      queued.add(new QueuedCall(original, ANYBODY, engine.stores().hasher()));
      original.clear();
    }
    WatchToken token = session == null ? new WatchToken() : session.watchToken();
    TransactionRun.start(exec, queued, token, engine::execute, () -> unwatch(request.key()));
  }

  private void unwatch(SessionKey key) {
    ForwardedSession session = sessions.remove(key);
    if (session != null) {
      session.unwatch(loop.publisher());
    }
  }

  /** Executes nothing more. After the bus has ended and before the lanes do. */
  @Override
  public void close() {
    loop.close();
  }
}
