package io.ember.cluster.bus;

import io.ember.cluster.model.NodeId;
import io.netty.channel.ChannelHandlerContext;
import org.jspecify.annotations.Nullable;

/**
 * A connection that this node opened: it asks, the other side answers. Owner thread: the loop of
 * its link.
 */
final class OutboundConnection extends BusConnection {
  private final OutboundLink owner;
  private final SessionHandshake.Initiator handshake;

  /**
   * @param wanted who is expected there; null for anybody
   */
  OutboundConnection(BusContext context, OutboundLink owner, Link link, @Nullable NodeId wanted) {
    super(context, true);
    this.owner = owner;
    handshake =
        new SessionHandshake.Initiator(
            context.secret(), context.self(), link, wanted, context.newNonce());
  }

  @Override
  public void channelActive(ChannelHandlerContext ctx) {
    if (isClosing()) {
      ctx.close(); // not wanted any more since before it was open
      return;
    }
    writeHandshake(handshake.hello());
    ctx.fireChannelActive();
  }

  @Override
  int handshakeBytes() {
    return SessionHandshake.CHALLENGE_BYTES;
  }

  @Override
  void onHandshake(byte[] message) {
    byte[] proof = handshake.onChallenge(message);
    Session agreed = handshake.session();
    context().runs().prove(agreed.peer().nodeId(), agreed.peer().run());
    writeHandshake(proof);
    prove(agreed);
    context().counters().count(BusCounters.Traffic.CONNECTIONS_OPENED);
    owner.onProved();
  }

  @Override
  void onFrame(Session from, Frame frame) {
    owner.onHeard();
    switch (frame.kind()) {
      case RESPONSE ->
          owner.onResponse(frame.correlation(), new BusAnswer(from.peer(), frame.payload()));
      case FAILURE -> owner.onFailure(frame.correlation(), FrameCodec.failure(frame.payload()));
      case PONG -> {} // being heard was all
      case ONE_WAY, REQUEST, PING, BYE -> throw new AssertionError(frame);
    }
  }

  @Override
  void onWritable(boolean writable) {
    if (writable) {
      owner.onWritable();
    }
  }

  @Override
  void onClosed() {
    owner.onClosed(this);
  }
}
