package io.ember.cluster.forward;

import io.ember.cluster.bus.Bus;
import io.ember.cluster.bus.BusException;
import io.ember.cluster.bus.Link;
import io.ember.cluster.forward.ForwardedRequest.Kind;
import io.ember.cluster.intercept.RemoteCalls;
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
import io.ember.engine.command.CommandHandler;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
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
 * their order: they travel by one link, and what is tried again goes before what came later.
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

  private final Bus bus;
  private final RoutingTableRef routes;
  private final ForwardCounters counters;
  private final long timeoutMs;
  private final AtomicInteger inFlight = new AtomicInteger();
  private final AtomicLong bytesInFlight = new AtomicLong();
  private final AtomicLong lastNumber = new AtomicLong();

  /** By slot, what is to be tried again, in order; guarded by itself. */
  private final Map<Integer, PriorityQueue<Journey>> retries = new HashMap<>();

  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          body -> {
            Thread thread = new Thread(body, "ember-forward-retry");
            thread.setDaemon(true);
            return thread;
          });
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

  /** {@return the node to which calls on the slot are passed, or null} */
  public @Nullable NodeId ownerOf(int slot) {
    ClusterNode owner = routes.get().remoteOwner(slot);
    return owner == null ? null : owner.id();
  }

  /** What a call that was passed on goes through until it is answered. */
  private final class Journey implements Comparable<Journey> {
    private final long number = lastNumber.incrementAndGet();
    private final EngineCall call;
    private final int slot;
    private final Kind kind;
    private final byte[] payload;
    private final long deadlineNs = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(timeoutMs);
    private boolean over;

    Journey(EngineCall call, int slot, Kind kind, long session, List<? extends EngineCall> calls) {
      this.call = call;
      this.slot = slot;
      this.kind = kind;
      payload = ForwardedRequest.encode(kind, 0, session, call.reply().protocol(), calls);
    }

    @Override
    public int compareTo(Journey other) {
      return Long.compare(number, other.number);
    }

    private long leftMs() {
      return TimeUnit.NANOSECONDS.toMillis(deadlineNs - System.nanoTime());
    }

    void send() {
      RoutingTable table = routes.get();
      ClusterNode owner = table.remoteOwner(slot);
      if (owner == null) {
        ownerIsGone(table);
        return;
      }
      ForwardedRequest.putIndex(payload, table.index());
      bus.request(
              owner.id(), Link.DATA, ForwardedRequest.FRAME_TYPE, payload, Math.max(1, leftMs()))
          .whenComplete(
              (answer, failure) -> {
                try {
                  if (failure == null) {
                    answered(answer);
                  } else {
                    failed(failure);
                  }
                } catch (RuntimeException | Error e) {
                  LOG.error("a forwarded call could not be answered", e);
                  end();
                  call.lost("the answer of its owner could not be used");
                }
              });
    }

    /** The slot has come here, or nobody serves it: whoever routes decides. */
    private void ownerIsGone(RoutingTable table) {
      Consumer<EngineCall> router = reroute;
      if (kind == Kind.CALL && table.laneOf(slot) >= 0 && router != null) {
        end();
        router.accept(call);
      } else if (kind == Kind.EXEC) {
        end();
        call.reject(ErrorCode.EXECABORT, "Transaction discarded because its slot has moved.");
      } else {
        end();
        call.reject(ErrorCode.CLUSTERDOWN, table.whyDown(slot));
      }
    }

    private void answered(byte[] answer) {
      if (startsWith(answer, MOVED) && leftMs() > RETRY_MS) {
        tryAgain(this);
        return;
      }
      end();
      counters.answered();
      try {
        ReplyReplay.into(answer, call.reply());
        call.completed();
      } catch (ProtocolException e) {
        LOG.warn("a reply from another node is none: {}", e.getMessage());
        call.lost("the owner of the slot answered nonsense");
      }
    }

    private void failed(Throwable failure) {
      BusException why =
          failure instanceof BusException known
              ? known
              : new BusException(BusException.Reason.CLOSED, String.valueOf(failure.getMessage()));
      if (why.mayHaveArrived()) {
        end();
        counters.lost();
        call.lost("the link to the owner of the slot broke: " + why.getMessage());
      } else if (leftMs() > RETRY_MS && why.reason() != BusException.Reason.TOO_LONG) {
        tryAgain(this);
      } else {
        end();
        counters.failed();
        call.reject(
            ErrorCode.CLUSTERDOWN, "The owner of the slot cannot be asked: " + why.getMessage());
      }
    }

    /** Is over; the second time, after a failure on the way to its answer, it counts no more. */
    private void end() {
      if (!over) {
        over = true;
        inFlight.decrementAndGet();
        bytesInFlight.addAndGet(-payload.length);
      }
    }
  }

  private void tryAgain(Journey journey) {
    counters.retried();
    synchronized (retries) {
      PriorityQueue<Journey> waiting = retries.get(journey.slot);
      if (waiting == null) {
        waiting = new PriorityQueue<>();
        retries.put(journey.slot, waiting);
        timer.schedule(() -> sendAgain(journey.slot), RETRY_MS, TimeUnit.MILLISECONDS);
      }
      waiting.add(journey);
    }
  }

  private void sendAgain(int slot) {
    synchronized (retries) {
      PriorityQueue<Journey> waiting = retries.remove(slot);
      while (waiting != null && !waiting.isEmpty()) {
        waiting.remove().send();
      }
    }
  }

  /** {@return whether it waits behind others of its slot} */
  private boolean waitsBehindOthers(Journey journey) {
    synchronized (retries) {
      PriorityQueue<Journey> waiting = retries.get(journey.slot);
      return waiting != null && waiting.add(journey);
    }
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
    if (ownerOf(slot) == null) {
      return false;
    }
    long session = 0;
    if (call.command().name().equals("watch")) {
      ClientSession watching = Sessions.of(call);
      if (watching == null || watching.transaction().isOpen()) {
        return false;
      }
      session = watching.id();
      String trouble = watching.transaction().watchElsewhere(slot);
      if (!trouble.isEmpty()) {
        call.reject(ErrorCode.ERR, trouble);
        return true;
      }
    }
    begin(call, slot, Kind.CALL, session, List.of(call));
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
      journey.end();
      counters.failed();
      call.reject(ErrorCode.TRYAGAIN, "too many calls are on their way to other nodes");
      return;
    }
    counters.sent();
    if (!waitsBehindOthers(journey)) {
      journey.send();
    }
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
          ForwardedRequest.encode(Kind.UNWATCH, 0, session, 2, List.of()));
    }
  }

  /** Gives up the retries; what is under way fails when the bus ends. */
  @Override
  public void close() {
    timer.shutdownNow();
  }
}
