package io.ember.cluster.bus;

import io.netty.channel.EventLoop;
import java.security.SecureRandom;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** What the parts of one bus share. Any thread. */
final class BusContext {
  private final BulkPool bulks = new BulkPool();
  private final SecureRandom random = new SecureRandom();
  private final RunBook runs = new RunBook();
  private final Set<BusConnection> proved = ConcurrentHashMap.newKeySet();
  private final EventLoop loop;
  private final EventLoop dataLoop;
  private final ClusterSecret secret;
  private final RefusalLog refusals;
  private final BusCounters counters;
  private volatile BusIdentity self;
  private volatile @Nullable BusHandler handler;

  BusContext(
      EventLoop loop,
      EventLoop dataLoop,
      ClusterSecret secret,
      BusIdentity self,
      BusCounters counters) {
    this.loop = loop;
    this.dataLoop = dataLoop;
    this.secret = secret;
    this.self = self;
    this.counters = counters;
    refusals = new RefusalLog(counters);
  }

  /** {@return the bus loop, which owns all but what is said to be owned by the data loop} */
  EventLoop loop() {
    return loop;
  }

  /**
   * {@return the loop that owns the connections of a link} Those of data have one of their own: to
   * verify a large frame takes milliseconds, and a beacon cannot wait for it.
   */
  EventLoop loop(Link link) {
    return link == Link.DATA ? dataLoop : loop;
  }

  ClusterSecret secret() {
    return secret;
  }

  /** {@return who this node says that it is} */
  BusIdentity self() {
    return self;
  }

  void become(BusIdentity identity) {
    self = identity;
  }

  /** {@return memory of frames that come often} */
  BulkPool bulks() {
    return bulks;
  }

  RunBook runs() {
    return runs;
  }

  /** {@return who takes what comes in} */
  BusHandler handler() {
    BusHandler started = handler;
    if (started == null) {
      throw new IllegalStateException("the bus is not started");
    }
    return started;
  }

  /** Before anything can come in. */
  void handler(BusHandler taker) {
    handler = taker;
  }

  RefusalLog refusals() {
    return refusals;
  }

  BusCounters counters() {
    return counters;
  }

  /** {@return the connections whose other side is proved} */
  Set<BusConnection> proved() {
    return proved;
  }

  /** {@return bytes that were never used before} */
  byte[] newNonce() {
    byte[] nonce = new byte[SessionHandshake.NONCE_BYTES];
    random.nextBytes(nonce);
    return nonce;
  }

  /** {@return a random number in [0, bound)} */
  int random(int bound) {
    return random.nextInt(bound);
  }
}
