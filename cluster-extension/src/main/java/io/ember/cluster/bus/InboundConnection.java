package io.ember.cluster.bus;

import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * A connection that another node opened: it asks, this node answers. Owner thread: the loop of its
 * link, from its proof on; the bus loop before.
 *
 * <p>With too many requests unanswered, or too many answers unsent, nothing more is read until
 * there is room.
 */
final class InboundConnection extends BusConnection {
  private static final int MAX_UNANSWERED = 1024;

  private final InboundBook book;
  private final SessionHandshake.Acceptor handshake;
  private boolean challenged;
  private volatile boolean orderly;
  private int unansweredCount;

  InboundConnection(BusContext context, InboundBook book) {
    super(context, false);
    this.book = book;
    handshake = new SessionHandshake.Acceptor(context.secret(), context.self(), context.newNonce());
  }

  /** {@return whether the other side said that it closes the connection} */
  boolean isOrderly() {
    return orderly;
  }

  @Override
  int handshakeBytes() {
    return challenged ? SessionHandshake.PROOF_BYTES : SessionHandshake.HELLO_BYTES;
  }

  @Override
  void onHandshake(byte[] message) {
    if (!challenged) {
      challenged = true;
      writeHandshake(handshake.onHello(message));
      return;
    }
    Session agreed = handshake.onProof(message);
    boolean newRun = context().runs().prove(agreed.peer().nodeId(), agreed.peer().run());
    prove(agreed);
    context().counters().count(BusCounters.Traffic.CONNECTIONS_ACCEPTED);
    book.proved(this, agreed, newRun);
    moveTo(context().loop(agreed.link()));
  }

  @Override
  void onFrame(Session from, Frame frame) {
    switch (frame.kind()) {
      case ONE_WAY, REQUEST -> hand(from, frame);
      case PING -> write(Frame.bare(Frame.Kind.PONG), () -> {});
      case BYE -> {
        orderly = true;
        close();
      }
      case RESPONSE, FAILURE, PONG -> throw new AssertionError(frame);
    }
  }

  private void hand(Session from, Frame frame) {
    if (from.strangers() && !FrameTypes.isJoin(frame.type())) {
      throw new RefusedException(
          Refusal.NOT_FOR_STRANGERS,
          "is of cluster " + from.peer().clusterId() + " and sent a frame of type " + frame.type());
    }
    if (Frame.isBulk(frame.kind(), frame.type())) {
      Bulk bulk = context().bulks().bulk(frame.payload(), frame.length());
      context().handler().onBulk(from.peer(), frame.type(), bulk);
      return;
    }
    Answering responder =
        new Answering(frame.kind() == Frame.Kind.REQUEST, frame.type(), frame.correlation());
    if (responder.isWanted()) {
      unansweredCount++;
      regulate();
    }
    boolean known =
        context()
            .handler()
            .onFrame(from.peer(), from.link(), frame.type(), frame.payload(), responder);
    if (!known) {
      context()
          .refusals()
          .refused(Refusal.UNKNOWN_TYPE, from.peer().nodeId(), "type " + frame.type());
      responder.fail(BusException.Reason.UNKNOWN_TYPE, "no frame has type " + frame.type());
    }
  }

  /** The way back for one request. Any thread. */
  private final class Answering implements Responder {
    private final boolean wanted;
    private final int type;
    private final long correlation;
    private final AtomicBoolean done = new AtomicBoolean();

    Answering(boolean wanted, int type, long correlation) {
      this.wanted = wanted;
      this.type = type;
      this.correlation = correlation;
    }

    @Override
    public boolean isWanted() {
      return wanted;
    }

    @Override
    public void answer(byte[] payload) {
      respond(new Frame(Frame.Kind.RESPONSE, type, correlation, payload));
    }

    @Override
    public void fail(String reason) {
      fail(BusException.Reason.FAILED, reason);
    }

    void fail(BusException.Reason reason, String text) {
      respond(new Frame(Frame.Kind.FAILURE, type, correlation, FrameCodec.failure(reason, text)));
    }

    private void respond(Frame response) {
      if (!wanted || !done.compareAndSet(false, true)) {
        return;
      }
      if (isOwned()) {
        answered(response);
        return;
      }
      try {
        execute(() -> answered(response));
      } catch (RejectedExecutionException e) {
        // The bus is closed, and with it the connection: nobody waits any more.
        done.set(true);
      }
    }
  }

  private void answered(Frame response) {
    @Nullable Session to = session();
    if (to == null || isClosing()) {
      return;
    }
    unansweredCount--;
    int lengthBytes = response.payload().length;
    if (lengthBytes > to.link().maxPayloadBytes()) {
      write(
          new Frame(
              Frame.Kind.FAILURE,
              response.type(),
              response.correlation(),
              FrameCodec.failure(
                  BusException.Reason.FAILED,
                  "the answer has "
                      + lengthBytes
                      + " bytes, more than the "
                      + to.link().maxPayloadBytes()
                      + " of the link")),
          () -> {});
    } else if (unsentBytes() + lengthBytes > to.link().maxQueuedBytes()) {
      refuse(Refusal.SLOW_RECEIVER, unsentBytes() + " bytes of answers wait to be taken");
    } else {
      write(response, () -> {});
    }
    regulate();
  }

  @Override
  void onWritable(boolean writable) {
    regulate();
  }

  private void regulate() {
    read(unansweredCount < MAX_UNANSWERED && (session() == null || isWritable()));
  }

  @Override
  void onClosed() {
    if (context().loop().inEventLoop()) {
      book.closed(this);
      return;
    }
    try {
      context().loop().execute(() -> book.closed(this));
    } catch (RejectedExecutionException e) {
      close(); // the bus is closed, and its book with it
    }
  }
}
