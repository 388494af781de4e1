package io.ember.cluster.forward;

import io.ember.cluster.bus.Bus;
import io.ember.cluster.bus.BusException;
import io.ember.cluster.bus.Link;
import io.ember.cluster.config.ReplicationConfig.Acks;
import io.ember.cluster.forward.ForwardedRequest.Kind;
import io.ember.cluster.intercept.RemoteCalls;
import io.ember.cluster.lane.LaneCall;
import io.ember.cluster.lane.QueuedCall;
import io.ember.cluster.model.ClusterNode;
import io.ember.cluster.model.NodeId;
import io.ember.cluster.routing.RoutingTable;
import io.ember.cluster.routing.RoutingTableRef;
import io.ember.cluster.session.ClientSession;
import io.ember.cluster.session.Sessions;
import io.ember.cluster.wire.ReplyReplay;
import io.ember.engine.EngineCall;
import io.ember.engine.ErrorCode;
import io.ember.engine.ProtocolException;
import io.ember.engine.Slots;
import io.ember.engine.command.CommandHandler;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Passes calls on to the owner of their slot and its replies back. One hop: the owner executes or
 * says that the slot has moved, and then the call is routed anew, here.
 *
 * <p>A call that certainly was not executed is tried again within its time, then answered with an
 * error; one of which nobody knows is {@linkplain EngineCall#lost lost}. Calls on one slot keep
 * their order, see {@link SlotLine}, also when the slot moves on or comes here.
 *
 * <p>Bounded: {@value #MAX_IN_FLIGHT} calls are under way, whose requests take an eighth of the
 * heap; requests and replies have at most 16 MiB each. Any thread.
 */
public final class CallForwarder implements RemoteCalls, AutoCloseable {
  /** Calls that are under way at most. */
  static final int MAX_IN_FLIGHT = 10_000;

  /** How long the owner may take. */
  static final long TIMEOUT_MS = 5_000;

  private static final long RETRY_MS = 20;
  private static final byte[] MOVED = "-MOVED ".getBytes(StandardCharsets.US_ASCII);
  private static final Logger LOG = LoggerFactory.getLogger(CallForwarder.class);

  /**
   * What the owner itself refuses, or no node can take, is not tried again: what came behind it may
   * have been executed already.
   */
  private static final Set<BusException.Reason> FINAL =
      EnumSet.of(BusException.Reason.TOO_LONG, BusException.Reason.FAILED);

  private final Bus bus;
  private final RoutingTableRef routes;
  private final ForwardCounters counters;
  private final long timeoutMs;
  private final AtomicInteger inFlight = new AtomicInteger();
  private final AtomicLong bytesInFlight = new AtomicLong();
  private final AtomicLong lastNumber = new AtomicLong();

  /** By slot; null until a call on it is passed on. */
  private final AtomicReferenceArray<@Nullable SlotLine> lines =
      new AtomicReferenceArray<>(Slots.SLOT_COUNT);

  private final ScheduledExecutorService timer =
      new ScheduledThreadPoolExecutor(
          1,
          body -> {
            Thread thread = new Thread(body, "ember-forward-retry");
            thread.setDaemon(true);
            return thread;
          },
          new ThreadPoolExecutor.DiscardPolicy()); // closed: nothing is tried again
  private volatile @Nullable Consumer<EngineCall> reroute;

  /**
   * @param timeoutMs how long a call may take, tries together
   */
  public CallForwarder(Bus bus, RoutingTableRef routes, ForwardCounters counters, long timeoutMs) {
    this.bus = bus;
    this.routes = routes;
    this.counters = counters;
    this.timeoutMs = timeoutMs;
  }

  public CallForwarder(Bus bus, RoutingTableRef routes, ForwardCounters counters) {
    this(bus, routes, counters, TIMEOUT_MS);
  }

  /** Says where a call goes whose slot has come here meanwhile. */
  public void reroutesTo(Consumer<EngineCall> interceptor) {
    reroute = interceptor;
  }

  /**
   * {@return whether calls on the slot go to another node, or wait for those that went there} The
   * latter for a moment after the slot has come here.
   */
  public boolean isElsewhere(int slot) {
    return ownerOf(slot) != null || isHeld(slot);
  }

  @Override
  public boolean isHeld(int slot) {
    SlotLine line = lines.get(slot);
    return line != null && !line.isEmpty();
  }

  private @Nullable NodeId ownerOf(int slot) {
    ClusterNode owner = routes.get().remoteOwner(slot);
    return owner == null ? null : owner.id();
  }

  /** What a call that was passed on goes through until it is answered. */
  private final class Journey implements SlotLine.Traveller {
    private final long number = lastNumber.incrementAndGet();
    private final EngineCall call;
    private final int slot;
    private final SlotLine line;
    private final Kind kind;
    private final byte[] payload;
    private final long deadlineNs = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(timeoutMs);
    private boolean over;

    Journey(EngineCall call, int slot, Kind kind, long session, List<? extends EngineCall> calls) {
      this.call = call;
      this.slot = slot;
      this.kind = kind;
      line = line(slot);
      payload =
          ForwardedRequest.encode(kind, 0, session, call.reply().protocol(), acksOf(call), calls);
    }

    @Override
    public long number() {
      return number;
    }

    private long leftMs() {
      return TimeUnit.NANOSECONDS.toMillis(deadlineNs - System.nanoTime());
    }

    @Override
    public void leave(@Nullable NodeId owner) {
      try {
        if (owner == null) {
          ownerIsGone(routes.get());
        } else if (leftMs() <= 0) {
          cannotBeAsked("calls before this one took all its time");
        } else {
          send(owner);
        }
      } catch (RuntimeException | Error e) {
        broke(e);
      }
    }

    private void send(NodeId owner) {
      ForwardedRequest.putIndex(payload, routes.get().index());
      bus.request(owner, Link.DATA, ForwardedRequest.FRAME_TYPE, payload, Math.max(1, leftMs()))
          .whenComplete(
              (answer, failure) -> {
                try {
                  if (failure == null) {
                    answered(answer);
                  } else {
                    failed(failure);
                  }
                } catch (RuntimeException | Error e) {
                  broke(e);
                }
              });
    }

    private void broke(Throwable why) {
      LOG.error("a forwarded call could not be answered", why);
      finish(() -> call.lost("the answer of its owner could not be used"));
    }

    /** The slot has come here, or nobody serves it: whoever routes decides. */
    private void ownerIsGone(RoutingTable table) {
      Consumer<EngineCall> router = reroute;
      if (kind != Kind.EXEC && table.laneOf(slot) >= 0 && router != null) {
        if (call instanceof LaneCall ofConnection) {
          // Its loop hands it to the lane, and nothing may overtake it before that.
          ofConnection.loop().execute(() -> routeHere(router));
        } else {
          routeHere(router);
        }
      } else if (kind == Kind.EXEC) {
        finish(
            () ->
                call.reject(
                    ErrorCode.EXECABORT, "Transaction discarded because its slot has moved."));
      } else {
        finish(() -> call.reject(ErrorCode.CLUSTERDOWN, table.whyDown(slot)));
      }
    }

    private void routeHere(Consumer<EngineCall> router) {
      try {
        finish(() -> router.accept(call));
      } catch (RuntimeException | Error e) {
        broke(e);
      }
    }

    private void answered(byte[] answer) {
      if (startsWith(answer, MOVED) && leftMs() > RETRY_MS) {
        tryAgain();
        return;
      }
      if (startsWith(answer, ForwardedRequest.LOST)) {
        counters.lost();
        finish(() -> call.lost("the owner of the slot does not know the outcome"));
        return;
      }
      counters.answered();
      finish(
          () -> {
            try {
              ReplyReplay.into(answer, call.reply());
              call.completed();
            } catch (ProtocolException e) {
              LOG.warn("a reply from another node is none: {}", e.getMessage());
              call.lost("the owner of the slot answered nonsense");
            }
          });
    }

    private void failed(Throwable failure) {
      BusException why =
          failure instanceof BusException known
              ? known
              : new BusException(BusException.Reason.CLOSED, String.valueOf(failure.getMessage()));
      if (why.mayHaveArrived()) {
        counters.lost();
        finish(() -> call.lost("the link to the owner of the slot broke: " + why.getMessage()));
      } else if (leftMs() > RETRY_MS && !FINAL.contains(why.reason())) {
        tryAgain();
      } else {
        cannotBeAsked(String.valueOf(why.getMessage()));
      }
    }

    private void cannotBeAsked(String why) {
      counters.failed();
      finish(
          () ->
              call.reject(ErrorCode.CLUSTERDOWN, "The owner of the slot cannot be asked: " + why));
    }

    private void tryAgain() {
      counters.retried();
      if (line.cameBack(this)) {
        timer.schedule(line::rested, RETRY_MS, TimeUnit.MILLISECONDS);
      }
    }

    /** Is over, however; what comes after a failure on the way to its end counts no more. */
    private void finish(Runnable completion) {
      if (over) {
        completion.run();
        return;
      }
      over = true;
      giveBack();
      try {
        completion.run();
      } finally {
        line.arrived();
      }
    }

    /** What it took is free. */
    private void giveBack() {
      inFlight.decrementAndGet();
      bytesInFlight.addAndGet(-payload.length);
    }
  }

  private static @Nullable Acks acksOf(EngineCall call) {
    ClientSession session = Sessions.of(call);
    return session == null ? null : session.state().acks();
  }

  private SlotLine line(int slot) {
    SlotLine line = lines.get(slot);
    if (line == null) {
      lines.compareAndSet(slot, null, new SlotLine(() -> ownerOf(slot)));
      line = Objects.requireNonNull(lines.get(slot));
    }
    return line;
  }

  private static boolean startsWith(byte[] bytes, byte[] prefix) {
    return bytes.length >= prefix.length
        && java.util.Arrays.equals(bytes, 0, prefix.length, prefix, 0, prefix.length);
  }

  @Override
  public boolean take(EngineCall call) {
    if (call instanceof ForwardedCall
        || call instanceof QueuedCall
        || !(call.command().handler() instanceof CommandHandler.OnSlot)) {
      return false; // one hop; and what is done with a session is done where the session is
    }
    int slot = call.firstKey().slot();
    if (!isElsewhere(slot)) {
      return false;
    }
    if (call.command().name().equals("watch")) {
      return takeWatch(call, slot);
    }
    begin(call, slot, Kind.CALL, 0, List.of(call));
    return true;
  }

  private boolean takeWatch(EngineCall call, int slot) {
    ClientSession watching = Sessions.of(call);
    if (watching == null || watching.transaction().isOpen()) {
      return false;
    }
    boolean first = !watching.transaction().watchesElsewhere();
    String trouble = watching.transaction().watchElsewhere(slot);
    if (trouble.isEmpty()) {
      Kind kind = first ? Kind.FIRST_WATCH : Kind.CALL;
      begin(call, slot, kind, watching.id(), List.of(call));
    } else {
      call.reject(ErrorCode.ERR, trouble);
    }
    return true;
  }

  /**
   * Has the owner of a slot execute a transaction, and completes the call of EXEC. The queued calls
   * are not needed any more when it returns.
   *
   * @param session that watches keys there, 0 for none
   */
  public void exec(EngineCall exec, int slot, long session, List<? extends EngineCall> calls) {
    begin(exec, slot, Kind.EXEC, session, calls);
  }

  private void begin(
      EngineCall call, int slot, Kind kind, long session, List<? extends EngineCall> calls) {
    if (!ForwardedRequest.fits(calls)) {
      counters.failed();
      call.reject(
          ErrorCode.ERR,
          "a call on a key of another node has at most "
              + ForwardedRequest.MAX_BYTES
              + " bytes; ask the owner of the slot");
      return;
    }
    Journey journey = new Journey(call, slot, kind, session, calls);
    boolean tooMuch =
        bytesInFlight.addAndGet(journey.payload.length) > ForwardedRequest.MAX_KEPT_BYTES;
    if (inFlight.incrementAndGet() > MAX_IN_FLIGHT || tooMuch) {
      journey.giveBack();
      counters.failed();
      call.reject(ErrorCode.TRYAGAIN, "too many calls are on their way to other nodes");
      return;
    }
    counters.sent();
    journey.line.join(journey);
  }

  /**
   * Has a node forget what a session watches there; if that gets lost the node forgets it later.
   */
  public void unwatch(int slot, long session) {
    NodeId owner = ownerOf(slot);
    if (owner != null) {
      bus.send(
          owner,
          Link.DATA,
          ForwardedRequest.FRAME_TYPE,
          ForwardedRequest.encode(Kind.UNWATCH, 0, session, 2, null, List.of()));
    }
  }

  /** Gives up the retries; what is under way fails when the bus ends. */
  @Override
  public void close() {
    timer.shutdownNow();
  }
}
