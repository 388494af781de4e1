package io.ember.cluster.server;

import io.ember.cluster.lane.LanePublisher;
import io.ember.cluster.lane.ReplyLoop;
import io.ember.cluster.session.DurationCounts;
import io.netty.channel.SingleThreadEventLoop;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * What the connections of one Netty loop share: the pools of calls and chunks, the way into the
 * lanes, and what is done once per iteration of the loop for all of them (publish what was decoded,
 * flush what was answered at once).
 *
 * <p>A full ring, or too many calls under way, stops connections from decoding and reading; they
 * wait in order and go on when there is room. Owner thread: the loop.
 */
final class ClientLoop implements ReplyLoop {
  /** Most calls of all connections of the loop that are under way. */
  private static final int MAX_IN_FLIGHT = 8 * 1024;

  private static final long RETRY_MICROS = 500;

  /**
   * How long the loop waits for lanes before it sleeps: they answer a batch in a few microseconds,
   * while falling asleep and being woken takes three system calls and two switches.
   */
  private static final long LINGER_NS = 20_000;

  /** What {@link #mail} says: the loop runs. */
  private static final int AWAKE = 0;

  /** The loop sleeps, or is about to, and has to be woken. */
  private static final int ASLEEP = 1;

  /** Somebody has given it something since it last looked. */
  private static final int GIVEN = 2;

  private final SingleThreadEventLoop eventLoop;
  private final int index;
  private final LanePublisher publisher;
  private final MemoryLimits limits;
  private final RequestChunks chunks = new RequestChunks();
  private final OutputBuffers buffers = new OutputBuffers();
  private final ArrayDeque<ClientConnection> waiting = new ArrayDeque<>();
  private final Set<ClientConnection> connections = new HashSet<>();
  private final CountDownLatch ended = new CountDownLatch(1);
  private final AtomicLong slowSessions = new AtomicLong();
  private final AtomicLong executedCalls = new AtomicLong();
  private final AtomicLong errorReplies = new AtomicLong();
  private final AtomicLong receivedBytes = new AtomicLong();
  private final AtomicLong sentBytes = new AtomicLong();
  private final DurationCounts durations = new DurationCounts();
  private final Runnable endOfIteration = this::endIteration;
  private final Runnable retry = this::retryPublishing;
  private final Runnable wakeUp = this::arm;

  /** Anything but {@link #ASLEEP} only while an end of the iteration is still to come. */
  private final AtomicInteger mail = new AtomicInteger(ASLEEP);

  private ClientCall[] freeCalls = new ClientCall[64];
  private int freeCallCount;
  private @Nullable ClientConnection[] touched = new ClientConnection[64];
  private int touchedCount;
  private int inFlight;
  private int activeConnections;
  private long executed;
  private long errors;
  private long received;
  private long sent;
  private boolean armed;
  private boolean stalled;
  private boolean ending;

  ClientLoop(
      SingleThreadEventLoop eventLoop, int index, LanePublisher publisher, MemoryLimits limits) {
    this.limits = limits;
    this.eventLoop = eventLoop;
    this.index = index;
    this.publisher = publisher;
    Arrays.setAll(freeCalls, i -> new ClientCall(this));
    freeCallCount = freeCalls.length;
  }

  @Override
  public int index() {
    return index;
  }

  @Override
  public boolean isCurrent() {
    return eventLoop.inEventLoop();
  }

  /**
   * {@inheritDoc}
   *
   * <p>The loop is woken only while it sleeps. None is missed: it says that it sleeps before it
   * looks for tasks a last time, and here it is asked after the task was added.
   */
  @Override
  public void execute(Runnable task) {
    eventLoop.lazyExecute(task);
    if (mail.getAndSet(GIVEN) == ASLEEP) {
      eventLoop.execute(wakeUp);
    }
  }

  @Override
  public LanePublisher publisher() {
    arm();
    return publisher;
  }

  RequestChunks chunks() {
    return chunks;
  }

  MemoryLimits limits() {
    return limits;
  }

  OutputBuffers buffers() {
    return buffers;
  }

  /** {@return calls executed for this loop's connections; any thread} */
  long executedCalls() {
    return executedCalls.get();
  }

  /** {@return error replies to this loop's connections; any thread} */
  long errorReplies() {
    return errorReplies.get();
  }

  /** {@return bytes received by this loop's connections; any thread} */
  long receivedBytes() {
    return receivedBytes.get();
  }

  /** {@return bytes sent by this loop's connections; any thread} */
  long sentBytes() {
    return sentBytes.get();
  }

  /**
   * {@return how long calls of this loop's connections took; the loop records, any thread reads}
   */
  DurationCounts durations() {
    return durations;
  }

  /** Counts bytes that a connection received. */
  void countReceived(int bytes) {
    received += bytes;
  }

  /** Counts bytes that a connection sent. */
  void countSent(long bytes) {
    sent += bytes;
  }

  /** Runs a task of the loop again and again until the loop ends. */
  void repeat(Runnable task, long periodMs) {
    eventLoop.scheduleAtFixedRate(task, periodMs, periodMs, TimeUnit.MILLISECONDS);
  }

  // ---- connections

  /** Adds a connection that begins. */
  void added(ClientConnection connection) {
    connections.add(connection);
  }

  /** Forgets a connection that has ended. */
  void removed(ClientConnection connection) {
    connections.remove(connection);
    endIfDone();
  }

  /**
   * Ends all connections: what they have begun is finished and answered first, but not for longer
   * than so many ms. Any thread.
   */
  void endAll(long afterMs) {
    eventLoop.execute(
        () -> {
          ending = true;
          List.copyOf(connections).forEach(ClientConnection::closeAfterReply);
          endIfDone();
          eventLoop.schedule(this::closeAll, afterMs, TimeUnit.MILLISECONDS);
        });
  }

  private void closeAll() {
    List.copyOf(connections).forEach(ClientConnection::close);
  }

  private void endIfDone() {
    if (ending && connections.isEmpty()) {
      ended.countDown();
    }
  }

  /** Waits until all connections have ended. {@return false if they have not in time} */
  boolean awaitEnd(long timeoutMs) {
    try {
      return ended.await(timeoutMs, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** {@return the loop's connections} */
  Set<ClientConnection> connections() {
    return connections;
  }

  /** Has a connection go on after some time. */
  void resumeAt(ClientConnection connection, long delayNanos) {
    eventLoop.schedule(connection::goOn, Math.max(0, delayNanos), TimeUnit.NANOSECONDS);
  }

  /** Counts a session that is closed because it reads too slowly. Any thread. */
  void countSlowSession() {
    slowSessions.incrementAndGet();
  }

  /** {@return how many sessions were closed because they read too slowly; any thread} */
  long slowSessions() {
    return slowSessions.get();
  }

  // ---- calls

  /** {@return a call that belongs to nobody} */
  ClientCall takeCall() {
    return freeCallCount > 0 ? freeCalls[--freeCallCount] : new ClientCall(this);
  }

  /** Takes back a call that is over. */
  void giveBack(ClientCall call) {
    call.recycle();
    if (freeCallCount == freeCalls.length) {
      if (freeCallCount >= MAX_IN_FLIGHT) {
        return;
      }
      freeCalls = Arrays.copyOf(freeCalls, 2 * freeCallCount);
    }
    freeCalls[freeCallCount++] = call;
  }

  /**
   * Counts a call that begins.
   *
   * @param only whether no other one of its connection is under way
   */
  void callBegins(boolean only) {
    inFlight++;
    if (only) {
      activeConnections++;
    }
  }

  /** {@return how many connections have a call under way} */
  int activeConnections() {
    return activeConnections;
  }

  /**
   * Counts a call that has ended.
   *
   * @param last whether no other one of its connection is under way
   */
  void callEnds(boolean last, boolean error) {
    inFlight--;
    if (last) {
      activeConnections--;
    }
    executed++;
    if (error) {
      errors++;
    }
  }

  /** {@return whether there is room for another call} */
  boolean hasRoom() {
    return !stalled && inFlight < MAX_IN_FLIGHT;
  }

  /** Has the connection go on when there is room. */
  void waitForRoom(ClientConnection connection) {
    waiting.add(connection);
  }

  // ---- the end of an iteration

  /** Has the connection flushed at the end of the iteration. */
  void touch(ClientConnection connection) {
    if (connection.markTouched()) {
      if (touchedCount == touched.length) {
        touched = Arrays.copyOf(touched, 2 * touchedCount);
      }
      touched[touchedCount++] = connection;
      arm();
    }
  }

  private void arm() {
    if (!armed) {
      armed = true;
      mail.lazySet(AWAKE); // what was given before is in the queue, which is looked at before sleep
      eventLoop.executeAfterEventLoopIteration(endOfIteration);
    }
  }

  private void endIteration() {
    armed = false;
    try {
      endAndPublish();
    } finally {
      linger();
    }
  }

  private void endAndPublish() {
    try {
      flushTouched();
      resumeWaiting();
    } finally {
      publish();
    }
    executedCalls.lazySet(executed);
    errorReplies.lazySet(errors);
    receivedBytes.lazySet(received);
    sentBytes.lazySet(sent);
  }

  /** Lets lanes answer what they have, instead of sleeping and being woken by them. */
  @SuppressWarnings("ThreadPriorityCheck") // a lane or a client may need this very processor
  private void linger() {
    if (inFlight > 0 && mail.get() == AWAKE) {
      long begin = System.nanoTime();
      do {
        Thread.yield();
      } while (mail.get() == AWAKE && System.nanoTime() - begin < LINGER_NS);
    }
    mail.set(ASLEEP);
  }

  @Override
  public void flushDelivered() {
    flushTouched();
    resumeWaiting();
  }

  private void flushTouched() {
    // A connection that goes on decoding may be touched again: the list grows while it is walked.
    for (int i = 0; i < touchedCount; i++) {
      ClientConnection connection = touched[i];
      touched[i] = null;
      if (connection != null) {
        flush(connection);
      }
    }
    touchedCount = 0;
  }

  /** What goes wrong with one connection is no matter of the others. */
  private static void flush(ClientConnection connection) {
    try {
      connection.flush();
    } catch (RuntimeException | Error failure) {
      connection.breaks(failure);
    }
  }

  private void publish() {
    boolean all = publisher.publish();
    if (!all && !stalled) {
      stalled = true;
      eventLoop.schedule(retry, RETRY_MICROS, TimeUnit.MICROSECONDS);
    }
  }

  private void retryPublishing() {
    stalled = false;
    publish();
    resumeWaiting();
  }

  private static void roomAgain(ClientConnection connection) {
    try {
      connection.roomAgain();
    } catch (RuntimeException | Error failure) {
      connection.breaks(failure);
    }
  }

  private void resumeWaiting() {
    for (int left = waiting.size(); left > 0 && hasRoom(); left--) {
      ClientConnection connection = waiting.poll();
      if (connection != null) {
        roomAgain(connection);
      }
    }
  }
}
