package io.ember.cluster.bus;

import static org.assertj.core.api.Assertions.assertThat;

import io.ember.cluster.config.BusConfig;
import io.ember.cluster.model.Endpoint;
import io.ember.cluster.model.NodeId;
import io.ember.engine.ProtocolException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** A bus on free loopback ports whose handler writes down what comes, and answers a few types. */
final class BusNode implements BusHandler, AutoCloseable {
  static final int ECHO = FrameTypes.STATE;
  static final int SILENCE = FrameTypes.STATE + 1;
  static final int FAIL = FrameTypes.STATE + 2;
  static final int NONSENSE = FrameTypes.STATE + 3;
  static final int KEEP = FrameTypes.STATE + 4;
  static final int BLOCK = FrameTypes.STATE + 5;
  static final int UNKNOWN = FrameTypes.MAX;
  static final int JOIN_ECHO = FrameTypes.JOIN;

  static final long LIMIT_SECONDS = 20;

  /** What came in. */
  record Heard(
      BusIdentity sender, @Nullable Link link, int type, @Nullable Endpoint from, String text) {}

  final NettyBus bus;
  final BlockingQueue<Heard> heard = new LinkedBlockingQueue<>();
  final BlockingQueue<NodeId> refused = new LinkedBlockingQueue<>();
  final BlockingQueue<Link> blocked = new LinkedBlockingQueue<>();
  final CountDownLatch unblock = new CountDownLatch(1);
  final BlockingQueue<Responder> kept = new LinkedBlockingQueue<>();

  BusNode(BusConfig config, BusIdentity self) {
    bus = new NettyBus(config, self);
    bus.start(this);
  }

  BusNode(int number) {
    this(BusFixture.config("correct horse"), BusFixture.node(number));
  }

  Endpoint endpoint() {
    return new Endpoint("127.0.0.1", bus.port());
  }

  NodeId id() {
    return bus.self().nodeId();
  }

  /** Enters the others into the address book. */
  void knows(BusNode... others) {
    for (BusNode other : others) {
      bus.peer(other.id(), other.endpoint());
    }
  }

  @Override
  public void onDatagram(BusIdentity sender, Endpoint from, byte[] payload) {
    heard.add(new Heard(sender, null, 0, from, text(payload)));
  }

  @Override
  public boolean onFrame(
      BusIdentity sender, Link link, int type, byte[] payload, Responder responder) {
    switch (type) {
      case ECHO, JOIN_ECHO -> responder.answer(payload);
      case SILENCE -> {}
      case FAIL -> responder.fail("cannot");
      case NONSENSE -> throw new ProtocolException("nonsense");
      case KEEP -> kept.add(responder);
      case BLOCK -> block(link);
      default -> {
        return false;
      }
    }
    if (!responder.isWanted()) {
      heard.add(new Heard(sender, link, type, null, text(payload)));
    }
    return true;
  }

  /** What a handler must never do: wait. */
  private void block(Link link) {
    blocked.add(link);
    try {
      assertThat(unblock.await(LIMIT_SECONDS, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public void onRefused(NodeId node) {
    refused.add(node);
  }

  Heard next() throws InterruptedException {
    return take(heard);
  }

  static <T> T take(BlockingQueue<T> queue) throws InterruptedException {
    T taken = queue.poll(LIMIT_SECONDS, TimeUnit.SECONDS);
    assertThat(taken).as("something that comes in time").isNotNull();
    return taken;
  }

  CompletableFuture<byte[]> ask(BusNode other, int type, String text) {
    return bus.request(other.id(), Link.CONTROL, type, bytes(text), 10_000);
  }

  /** {@return the answer, or the reason why there is none} */
  static String answer(CompletableFuture<byte[]> asked) {
    try {
      return text(asked.get(LIMIT_SECONDS, TimeUnit.SECONDS));
    } catch (ExecutionException e) {
      return e.getCause() instanceof BusException why ? why.reason().name() : e.toString();
    } catch (InterruptedException | TimeoutException e) {
      throw new AssertionError(e);
    }
  }

  /** {@return how often, after a round trip to the other node, so that asking again is not idle} */
  long countAfterRoundTrip(BusNode other, Refusal why) {
    answer(ask(other, ECHO, ""));
    return bus.counters().get(why);
  }

  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  /** Ends the node in the middle of a test. */
  void stop() {
    bus.close();
  }

  @Override
  public void close() {
    stop();
  }
}
