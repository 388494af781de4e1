package io.ember.cluster.server;

import io.ember.cluster.session.ClientSession;
import io.ember.cluster.session.PushMessage;
import io.ember.cluster.session.ReplyMode;
import io.ember.cluster.session.SessionFigures;
import io.ember.cluster.session.SessionState;
import io.ember.cluster.session.Transaction;
import io.ember.cluster.wire.RequestDecoder;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One client's connection: decodes its calls, has them executed, and sends their replies in the
 * order of the requests.
 *
 * <p>It decodes only while it may go on: no more calls are under way than its window allows, the
 * client takes its replies, the loop has room, and no call has to be alone. What has been read
 * meanwhile waits; the socket is not read until it is used up, so a client that sends too much is
 * slowed down by TCP. Owner thread: the loop.
 */
final class ClientConnection extends ChannelInboundHandlerAdapter implements ClientSession {
  private static final Logger LOG = LoggerFactory.getLogger(ClientConnection.class);

  private final ServerContext server;
  private final ClientLoop loop;
  private final Channel channel;
  private final long id;
  private final SessionState state = new SessionState();
  private final ConnectionTransaction transaction;
  private final ConnectionFigures figures;
  private final RequestDecoder decoder;
  private final RequestInput input;
  private final OutputQueue output;
  private final ReplyOrder order = new ReplyOrder();
  private final CallWindow window = new CallWindow();
  private final CallDispatcher dispatcher;
  private final AtomicLong pushBytesUnderWay = new AtomicLong();
  private @Nullable ClientCall unfinished;

  /** The call whose duration is being measured. */
  private @Nullable ClientCall measured;

  private long measuredSinceNs;
  private boolean touched;
  private boolean decoding;
  private boolean hungry;
  private boolean reading = true;
  private boolean waitsForRoom;
  private boolean inputEnded;
  private boolean ending;
  private boolean closeStarted;
  private volatile boolean closed;

  ClientConnection(ServerContext server, ClientLoop loop, Channel channel) {
    this.server = server;
    this.loop = loop;
    this.channel = channel;
    id = server.sessions().nextId();
    transaction = new ConnectionTransaction(loop, this, server);
    figures = new ConnectionFigures(channel, transaction);
    decoder = new RequestDecoder(server.engine().stores().blobs());
    input = new RequestInput(loop.chunks(), decoder);
    output = new OutputQueue(channel, loop.buffers(), loop.limits().replies());
    dispatcher = new CallDispatcher(server, loop, this, transaction, order);
    state.setAuthenticated(!server.authenticator().isPasswordRequired());
  }

  // ---- what arrives

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    ByteBuf bytes = (ByteBuf) message;
    try {
      figures.received(bytes.readableBytes());
      loop.countReceived(bytes.readableBytes());
      if (!ending) {
        hungry = false;
        receive(bytes);
        decode();
      }
    } finally {
      bytes.release();
    }
  }

  private void receive(ByteBuf bytes) {
    if (decoder.blobBytesWanted() > 0 && input.isDecoded()) {
      int count = Math.min(decoder.blobBytesWanted(), bytes.readableBytes());
      decoder.feedBlob(bytes.internalNioBuffer(bytes.readerIndex(), count));
      bytes.skipBytes(count);
    }
    if (bytes.isReadable()) {
      input.append(bytes, unfinished);
    }
  }

  /** Decodes and dispatches as much as may be, and decides whether the socket is read further. */
  private void decode() {
    if (decoding) {
      return; // a call that was answered at once has come back here
    }
    decoding = true;
    try {
      while (mayDecode() && decodeCall()) {
        // Each turn takes one call.
      }
    } finally {
      decoding = false;
    }
    settle();
  }

  private boolean mayDecode() {
    if (ending || needsBytes() || dispatcher.mustWait() || output.isBlocked()) {
      return false;
    }
    if (order.count() >= window.calls(loop.activeConnections())) {
      return false;
    }
    if (!loop.hasRoom()) {
      if (!waitsForRoom) {
        waitsForRoom = true;
        loop.waitForRoom(this);
      }
      return false;
    }
    return true;
  }

  /** {@return whether nothing can be decoded before more bytes arrive} */
  private boolean needsBytes() {
    return hungry || input.isDecoded();
  }

  /** {@return whether there was a whole call} */
  private boolean decodeCall() {
    ClientCall call = unfinished;
    RequestChunk chunk = input.chunk();
    if (call == null) {
      call = loop.takeCall();
      call.assign(this);
      call.begin(this, chunk.array, server.engine().stores().hasher());
      unfinished = call;
    }
    decoder.setAuthenticated(state.authenticated());
    switch (decoder.decode(call, chunk.array, input.end())) {
      case INCOMPLETE -> {
        hungry = true;
        return false;
      }
      case CALL -> {
        unfinished = null;
        call.filled(chunk, state.protocol());
        begin(call);
        dispatcher.dispatch(call);
        return true;
      }
      default -> {
        unfinished = null;
        call.placeholder(state.protocol());
        begin(call);
        ending = true;
        call.reply().error(decoder.errorText());
        call.completed();
        return false;
      }
    }
  }

  private void begin(ClientCall call) {
    order.add(call);
    loop.callBegins(order.count() == 1);
    if (measured == null) {
      measured = call;
      measuredSinceNs = System.nanoTime();
    }
    call.setSilent(dispatcher.takeSilence());
  }

  private void settle() {
    if (ending) {
      dropInput();
    } else {
      ClientCall call = unfinished;
      if (call != null && !decoder.isInsideCall()) {
        unfinished = null;
        loop.giveBack(call);
      }
      input.settle(unfinished);
    }
    boolean read = ending || needsBytes();
    if (read != reading) {
      reading = read;
      channel.config().setAutoRead(read);
    }
    figures.waiting(input.undecodedBytes(), output.unsentBytes());
  }

  private void dropInput() {
    ClientCall call = unfinished;
    if (call != null) {
      unfinished = null;
      loop.giveBack(call);
    }
    decoder.close();
    input.clear();
  }

  // ---- what goes on later

  /** The loop has room for calls again. */
  void roomAgain() {
    waitsForRoom = false;
    goOn();
  }

  /** Something that calls waited for may have changed. */
  void goOn() {
    if (!closed) {
      dispatcher.goOn();
      decode();
      endIfDone();
    }
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext context) {
    if (channel.isWritable() && !closed) {
      output.drain();
      goOn();
    }
  }

  // ---- replies

  /** A call of this connection is complete; its reply is valid during this call only. */
  void delivered(ClientCall call) {
    if (order.first() != call) {
      keep(call);
      return;
    }
    send(call);
    for (ClientCall next = order.first(); next != null && next.isComplete(); ) {
      send(next);
      next = order.first();
    }
    loop.touch(this);
  }

  private void keep(ClientCall call) {
    try {
      call.keep();
    } catch (RuntimeException | Error failure) {
      call.setSilent(true); // its reply is lost
      breaks(failure);
    }
  }

  private void send(ClientCall call) {
    order.removeFirst();
    if (measured == call) {
      measured = null;
      loop.durations().record(System.nanoTime() - measuredSinceNs);
    }
    int pushed = call.pushedBytes();
    if (pushed > 0) {
      pushBytesUnderWay.addAndGet(-pushed);
    }
    boolean error = false;
    try {
      error = call.isError();
      if (!closed && !call.isSilent()) {
        window.replied(call.replyBytes());
        call.moveReplyTo(output);
      }
    } catch (RuntimeException | Error failure) {
      breaks(failure);
    } finally {
      loop.callEnds(order.count() == 0, error);
      loop.giveBack(call);
    }
  }

  /** A reply cannot be sent: no later one may take its place. */
  void breaks(Throwable failure) {
    LOG.warn("connection {} is closed after a failure", id, failure);
    close();
  }

  /** Notes that {@link #flush} will be called. {@return false if that was known} */
  boolean markTouched() {
    boolean was = touched;
    touched = true;
    return !was;
  }

  /** Sends what was answered, then goes on with what waited for it. */
  void flush() {
    touched = false;
    if (closed) {
      forgetWhenDone();
      return;
    }
    loop.countSent(figures.sent(output.appendedBytes()));
    output.flush();
    goOn();
  }

  // ---- pushes

  @Override
  public boolean push(PushMessage message) {
    if (closed) {
      return false;
    }
    if (pushBytesUnderWay.addAndGet(message.length()) > server.settings().pushLimitBytes()) {
      loop.countSlowSession();
      close();
      return false;
    }
    if (loop.isCurrent()) {
      pushHere(message);
    } else {
      loop.execute(() -> pushHere(message));
    }
    return true;
  }

  private void pushHere(PushMessage message) {
    if (closed) {
      return;
    }
    if (output.unsentBytes() + pushBytesUnderWay.get() > server.settings().pushLimitBytes()) {
      loop.countSlowSession();
      close();
      return;
    }
    ClientCall place = loop.takeCall();
    place.assign(this);
    place.placeholder(state.protocol());
    order.add(place);
    loop.callBegins(order.count() == 1);
    place.complete(message.typeByte(state.protocol()), message.encoded());
    loop.touch(this);
  }

  // ---- the end

  @Override
  public void closeAfterReply() {
    ending = true;
    loop.touch(this);
  }

  @Override
  public void close() {
    channel.close();
  }

  /** Closes the connection once nothing is under way, if it is to be closed. */
  private void endIfDone() {
    boolean noMore = ending || (inputEnded && needsBytes() && !dispatcher.mustWait());
    if (noMore && !closeStarted && order.count() == 0 && output.isEmpty()) {
      ending = true;
      closeStarted = true;
      forget(); // before the client can know: its place is free when it sees the end
      channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) {
    if (event instanceof ChannelInputShutdownEvent) {
      inputEnded = true; // the client may still read: what it sent before is answered
      loop.touch(this);
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    if (!closed) {
      closed = true;
      ending = true;
      try {
        dropInput();
        dispatcher.dropParked();
        output.clear();
      } finally {
        forgetWhenDone();
      }
    }
  }

  /** After the last call: those that were under way still belong to the session. */
  private void forgetWhenDone() {
    if (order.count() == 0) {
      forget();
      loop.removed(this);
    }
  }

  private void forget() {
    if (server.sessions().find(id) == this) {
      server.sessions().remove(this);
      transaction.discard();
      server.observer().closed(this);
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable failure) {
    if (failure instanceof IOException) {
      LOG.debug("connection {} ends: {}", id, failure.toString());
    } else {
      LOG.warn("connection {} is closed after a failure", id, failure);
    }
    context.close();
  }

  /** {@return whether nothing is under way, nor expected by a subscriber} */
  boolean isIdle() {
    return order.count() == 0 && output.isEmpty() && state.subscriptions().count() == 0;
  }

  // ---- the session

  @Override
  public long id() {
    return id;
  }

  @Override
  public SessionState state() {
    return state;
  }

  @Override
  public Transaction transaction() {
    return transaction;
  }

  @Override
  public SessionFigures figures() {
    return figures;
  }

  /** {@return what the loop writes of {@link #figures}} */
  ConnectionFigures ownFigures() {
    return figures;
  }

  @Override
  public void setReplyMode(ReplyMode mode) {
    dispatcher.setReplyMode(mode);
  }

  Channel channel() {
    return channel;
  }
}
