package io.ember.cluster.bus;

import io.ember.cluster.bus.BusException.Reason;
import io.ember.cluster.model.Endpoint;
import io.ember.cluster.model.NodeId;
import io.netty.channel.ConnectTimeoutException;
import io.netty.channel.EventLoop;
import java.net.ConnectException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The way to one node for one purpose: a connection while it is needed, a bounded queue in front of
 * it, and the requests that are not answered yet.
 *
 * <p>A connection is opened by the first frame and closed when nothing happens on it for a while.
 * After a failed attempt the link rests, longer each time, and refuses what is offered at once
 * instead of letting it wait for an unlikely success; the node's own knocking at the door ends the
 * rest. A connection that is lost is tried again at once, so that a process that died is found out
 * by its refusal.
 *
 * <p>{@link #offer}, {@link #moveTo}, {@link #revive} and {@link #execute} are for any thread, all
 * else is owned by the loop of the link.
 */
final class OutboundLink {
  private static final long FIRST_REST_MS = 20;
  private static final int MAX_REST_MS = 1_000;
  private static final int MAX_DOUBLINGS = 6;
  private static final int PROBES = 3;
  private static final long CONNECT_NS = TimeUnit.SECONDS.toNanos(3);
  private static final long IDLE_NS = TimeUnit.SECONDS.toNanos(60);
  private static final long PING_NS = TimeUnit.SECONDS.toNanos(1);
  private static final long STABLE_NS = TimeUnit.SECONDS.toNanos(1);

  private final BusContext context;
  private final EventLoop loop;
  private final Dialer dialer;
  private final Link link;
  private final @Nullable NodeId node;
  private final AtomicLong queuedBytes = new AtomicLong();
  private final Set<Outgoing> waiting = new LinkedHashSet<>();
  private final Map<Long, Outgoing> unanswered = new HashMap<>();
  private volatile Endpoint address;
  private volatile boolean resting;
  private volatile long restUntilNs;
  private @Nullable OutboundConnection connection;
  private boolean connecting;
  private boolean draining;
  private int attempt;
  private int failures;
  private int probesLeft;
  private long attemptNs;
  private long provedNs;
  private long usedNs;
  private long lastCorrelation;
  private @Nullable BusException ended;

  // When something was sent that shows whether the other side is there; 0 if nothing is due.
  private long dueSinceNs;

  /** Opens connections. */
  interface Dialer {
    /** Opens one; the failure is told to the link, by the attempt's number. */
    void dial(OutboundLink link, int attempt, Endpoint address, OutboundConnection connection);

    /** The link has nothing to do and no connection. */
    void onIdle(OutboundLink link);
  }

  /**
   * @param node who listens at the address; null for whoever does
   */
  OutboundLink(
      BusContext context, Dialer dialer, Link link, @Nullable NodeId node, Endpoint address) {
    this.context = context;
    loop = context.loop(link);
    this.dialer = dialer;
    this.link = link;
    this.node = node;
    this.address = address;
  }

  Endpoint address() {
    return address;
  }

  EventLoop loop() {
    return loop;
  }

  /** Has the owner do something, at once if that is the caller. */
  void execute(Runnable task) {
    if (loop.inEventLoop()) {
      task.run();
    } else {
      loop.execute(task);
    }
  }

  @Nullable NodeId node() {
    return node;
  }

  /**
   * Queues a frame behind all that were queued before, whatever threads these came from. Any
   * thread.
   *
   * @return false if it was refused; who waits for an answer is told
   */
  boolean offer(Outgoing out) {
    if (out.payloadBytes() > link.maxPayloadBytes()) {
      return refuse(
          out,
          Reason.TOO_LONG,
          out.payloadBytes()
              + " bytes are more than the "
              + link.maxPayloadBytes()
              + " that "
              + link
              + " carries");
    }
    if (isResting()) {
      return refuse(out, Reason.UNREACHABLE, name() + " could not be reached a moment ago");
    }
    if (queuedBytes.addAndGet(out.lengthBytes()) > link.maxQueuedBytes()) {
      queuedBytes.addAndGet(-out.lengthBytes());
      return refuse(
          out,
          Reason.QUEUE_FULL,
          link.maxQueuedBytes() + " bytes wait to be sent to " + name() + " already");
    }
    try {
      // Also on the loop's own thread: what others have offered before may still wait its turn.
      loop.execute(() -> take(out));
      return true;
    } catch (RejectedExecutionException e) {
      queuedBytes.addAndGet(-out.lengthBytes());
      return refuse(out, Reason.CLOSED, "the bus is closed");
    }
  }

  private boolean isResting() {
    return resting && System.nanoTime() - restUntilNs < 0;
  }

  private boolean refuse(Outgoing out, Reason reason, String message) {
    context.counters().count(BusCounters.Traffic.FRAMES_DROPPED);
    out.failed(new BusException(reason, message));
    return false;
  }

  private String name() {
    return node == null ? address.toString() : node + " at " + address;
  }

  // ---- out

  private void take(Outgoing out) {
    BusException over = ended;
    if (over != null) {
      drop(out, over);
      return;
    }
    if (connection == null && !connecting && isResting()) {
      drop(out, new BusException(Reason.UNREACHABLE, name() + " could not be reached"));
      return;
    }
    if (out.isRequest()) {
      out.timeout(loop.schedule(() -> timedOut(out), out.timeoutMs(), TimeUnit.MILLISECONDS));
    }
    waiting.add(out);
    drain();
  }

  /** Fails a frame that was not written. */
  private void drop(Outgoing out, BusException why) {
    queuedBytes.addAndGet(-out.lengthBytes());
    refuse(out, why.reason(), String.valueOf(why.getMessage()));
  }

  private void drain() {
    OutboundConnection open = connection;
    Session proved = open == null ? null : open.session();
    if (open == null || proved == null) {
      connect();
    } else if (!draining) { // else the socket took something while it was written to
      draining = true;
      usedNs = System.nanoTime();
      Iterator<Outgoing> next = waiting.iterator();
      List<Outgoing> unfit = new ArrayList<>();
      while (next.hasNext() && open.isWritable()) {
        Outgoing out = next.next();
        next.remove();
        if (proved.strangers() && !FrameTypes.isJoin(out.type())) {
          unfit.add(out);
        } else {
          write(open, out);
        }
      }
      draining = false;
      if (!unfit.isEmpty()) {
        BusException why =
            new BusException(Reason.OTHER_CLUSTER, name() + " is of another cluster");
        unfit.forEach(out -> drop(out, why));
      }
    }
  }

  private void write(OutboundConnection open, Outgoing out) {
    long correlation = 0;
    if (out.isRequest()) {
      correlation = ++lastCorrelation;
      unanswered.put(correlation, out);
      dueSinceNs = dueSinceNs == 0 ? usedNs : dueSinceNs;
    }
    int lengthBytes = out.lengthBytes();
    open.write(out.frame(correlation), () -> queuedBytes.addAndGet(-lengthBytes));
    out.release();
  }

  private void timedOut(Outgoing out) {
    context.counters().count(BusCounters.Traffic.REQUESTS_TIMED_OUT);
    String within = " within " + out.timeoutMs() + " ms";
    if (waiting.remove(out)) {
      drop(
          out, new BusException(Reason.UNREACHABLE, "nothing could be sent to " + name() + within));
    } else {
      unanswered.values().remove(out);
      out.failed(new BusException(Reason.TIMED_OUT, name() + " did not answer" + within));
    }
  }

  // ---- connection

  private void connect() {
    if (connecting || connection != null || ended != null) {
      return;
    }
    connecting = true;
    attemptNs = System.nanoTime();
    connection = null;
    dialer.dial(this, ++attempt, address, new OutboundConnection(context, this, link, node));
  }

  /** The socket is connected, or will be; what follows is the handshake. */
  void onDialed(int which, OutboundConnection opened) {
    if (which != attempt || !connecting || ended != null) {
      opened.close();
      return;
    }
    connection = opened;
  }

  /** There is no connection. */
  void onDialFailed(int which, Throwable cause) {
    if (which != attempt || !connecting || ended != null) {
      return;
    }
    // A timeout is a kind of ConnectException too, but says nothing about the process.
    boolean refused =
        cause instanceof ConnectException && !(cause instanceof ConnectTimeoutException);
    probesLeft = refused ? 0 : probesLeft;
    fail(Reason.UNREACHABLE, name() + " cannot be reached: " + cause.getMessage());
    if (refused && node != null) {
      context.handler().onRefused(node);
    }
  }

  private void fail(Reason reason, String message) {
    connecting = false;
    connection = null;
    attempt++; // what is still under way is not wanted any more
    context.counters().count(BusCounters.Traffic.CONNECTIONS_FAILED);
    long restMs = Math.min(MAX_REST_MS, FIRST_REST_MS << Math.min(failures, MAX_DOUBLINGS));
    failures++;
    // Half of it by chance, so that many nodes do not knock at one door together.
    restMs -= context.random((int) restMs / 2 + 1);
    restUntilNs = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(restMs);
    resting = true;
    failWaiting(new BusException(reason, message));
    if (probesLeft > 0) {
      probesLeft--;
      loop.schedule(this::connectIfNeeded, restMs + 1, TimeUnit.MILLISECONDS);
    }
    dialer.onIdle(this);
  }

  private void failWaiting(BusException why) {
    List<Outgoing> all = new ArrayList<>(waiting);
    waiting.clear();
    all.forEach(out -> drop(out, why));
  }

  private void failUnanswered(BusException why) {
    List<Outgoing> all = new ArrayList<>(unanswered.values());
    unanswered.clear();
    all.forEach(out -> out.failed(why));
  }

  /** The other side is who it should be. */
  void onProved() {
    connecting = false;
    probesLeft = 0;
    resting = false;
    provedNs = System.nanoTime();
    usedNs = provedNs;
    dueSinceNs = 0;
    drain();
  }

  /** The other side said something. */
  void onHeard() {
    failures = 0;
    dueSinceNs = 0;
  }

  void onWritable() {
    drain();
  }

  void onResponse(long correlation, BusAnswer answer) {
    Outgoing asked = unanswered.remove(correlation);
    if (asked != null) { // else it came too late
      asked.answered(answer);
    }
  }

  void onFailure(long correlation, BusException why) {
    Outgoing asked = unanswered.remove(correlation);
    if (asked != null) {
      asked.failed(why);
    }
  }

  void onClosed(OutboundConnection closed) {
    if (closed != connection) {
      return;
    }
    if (connecting) {
      fail(
          Reason.NOT_PROVED,
          name()
              + " ended the connection before it was proved: not that node, another cluster or"
              + " another secret");
      return;
    }
    connection = null;
    failUnanswered(
        new BusException(Reason.CONNECTION_LOST, "the connection to " + name() + " broke"));
    if (failures == 0 || System.nanoTime() - provedNs > STABLE_NS) {
      failures = 0;
      if (node != null || !waiting.isEmpty()) {
        probe();
      } else {
        dialer.onIdle(this);
      }
    } else {
      fail(Reason.UNREACHABLE, name() + " closes each connection at once");
    }
  }

  // ---- from outside

  /**
   * Looks whether the node is still there, unless a connection shows it. More than once if need be:
   * a process that dies may lose its listener after its connections, and not refuse the first time.
   */
  void probe() {
    probesLeft = node == null ? 0 : PROBES;
    connectIfNeeded();
  }

  private void connectIfNeeded() {
    if (!isResting()) {
      connect();
    }
  }

  /** The node is there. */
  void revive() {
    resting = false;
  }

  /** The node listens elsewhere. Any thread: what is offered after it goes there. */
  void moveTo(Endpoint newAddress) {
    address = newAddress;
    resting = false;
    try {
      loop.execute(this::leaveOldAddress);
    } catch (RejectedExecutionException e) {
      resting = true; // the bus is closed
    }
  }

  private void leaveOldAddress() {
    failures = 0;
    resting = false;
    drop(new BusException(Reason.CONNECTION_LOST, name() + " listens elsewhere"));
  }

  /** Drops the connection, and all requests with it; the link can be used again. */
  void drop(BusException why) {
    OutboundConnection open = connection;
    connection = null;
    connecting = false;
    attempt++;
    if (open != null) {
      open.close();
    }
    failUnanswered(why);
    failWaiting(why);
  }

  /** Ends the link for good. */
  void end(BusException why) {
    ended = why;
    probesLeft = 0;
    drop(why);
  }

  /** Looks for what took too long. */
  void sweep(long nowNs) {
    OutboundConnection open = connection;
    if (connecting && nowNs - attemptNs > CONNECT_NS) {
      connection = null;
      if (open != null) {
        open.refuse(Refusal.HALF_OPEN_TIMEOUT, "did not prove itself in time");
      }
      fail(Reason.UNREACHABLE, name() + " did not answer the handshake");
    } else if (open != null && open.session() != null) {
      sweep(open, nowNs);
    }
  }

  private void sweep(OutboundConnection open, long nowNs) {
    if (dueSinceNs != 0 && nowNs - dueSinceNs > TimeUnit.MILLISECONDS.toNanos(link.silenceMs())) {
      open.refuse(Refusal.SILENT, "gives no sign for " + link.silenceMs() + " ms");
    } else if (nowNs - usedNs > IDLE_NS && unanswered.isEmpty() && waiting.isEmpty()) {
      connection = null;
      open.closeAfter(Frame.bare(Frame.Kind.BYE));
      dialer.onIdle(this);
    } else if ((usedNs > open.heardNs() || !unanswered.isEmpty())
        && nowNs - open.heardNs() > PING_NS) {
      dueSinceNs = dueSinceNs == 0 ? nowNs : dueSinceNs;
      open.write(Frame.bare(Frame.Kind.PING), () -> {});
    }
  }
}
