package io.ember.cluster.bus.codec;

import io.ember.cluster.core.gossip.GossipConfig;
import io.ember.cluster.core.gossip.GossipMessage;
import io.ember.cluster.core.gossip.MemberInfo;
import io.ember.cluster.core.gossip.MemberStatus;
import io.ember.cluster.core.gossip.NodeUpdate;
import io.ember.cluster.core.gossip.StateHint;
import io.ember.cluster.model.Endpoint;
import io.ember.cluster.model.NodeId;
import io.ember.engine.ProtocolException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * The bytes of a {@link GossipMessage}: a version, a type, then its fields in their order,
 * big-endian.
 *
 * <p>What does not fit is refused by the encoder, never cut. The decoder takes exactly one message:
 * it checks a list against the bytes that are left before it makes room for it, and refuses what
 * stands behind the message. Stateless.
 */
public final class GossipCodec {
  private static final byte VERSION = 1;
  private static final byte PING = 1;
  private static final byte PING_REQ = 2;
  private static final byte ACK = 3;
  private static final byte NACK = 4;
  private static final byte EXCHANGE = 5;

  /** Bytes of a member without its host's name. */
  private static final int MIN_MEMBER_BYTES = 16 + 2 + 8 + 1 + 1;

  private static final int MIN_UPDATE_BYTES = MIN_MEMBER_BYTES + 16;
  private static final int HEAD_BYTES = 1 + 1;
  private static final int HINT_BYTES = 3 * 8;
  private static final int COUNT_BYTES = 2;

  /** Codes of {@link MemberStatus}, which may be reordered. */
  private static final List<MemberStatus> STATUSES =
      List.of(MemberStatus.ALIVE, MemberStatus.SUSPECT, MemberStatus.DEAD, MemberStatus.LEFT);

  private GossipCodec() {}

  /**
   * {@return the bytes}
   *
   * @throws IllegalArgumentException if a list is longer than a message may have it
   */
  public static byte[] encode(GossipMessage message) {
    ByteBuffer out = ByteBuffer.allocate(encodedBytes(message)).put(VERSION);
    if (message instanceof GossipMessage.Ping ping) {
      out.put(PING).putLong(ping.sequence());
      putNews(out, ping.target(), ping.sender(), ping.hint(), ping.updates());
    } else if (message instanceof GossipMessage.PingReq request) {
      out.put(PING_REQ).putLong(request.sequence());
      putNews(out, request.target(), request.sender(), request.hint(), request.updates());
    } else if (message instanceof GossipMessage.Ack ack) {
      out.put(ACK).putLong(ack.sequence());
      putNews(out, ack.target(), ack.sender(), ack.hint(), ack.updates());
    } else if (message instanceof GossipMessage.Nack nack) {
      out.put(NACK).putLong(nack.sequence());
      CodecFields.putId(out, nack.target());
    } else if (message instanceof GossipMessage.Exchange exchange) {
      out.put(EXCHANGE).put((byte) (exchange.wantsAnswer() ? 1 : 0));
      putMember(out, exchange.sender());
      putHint(out, exchange.hint());
      putCount(out, exchange.members().size());
      exchange.members().forEach(member -> putMember(out, member));
    } else {
      throw new AssertionError(message);
    }
    return out.array();
  }

  /** {@return how many bytes {@link #encode} makes} */
  public static int encodedBytes(GossipMessage message) {
    if (message instanceof GossipMessage.Ping ping) {
      return newsBytes(ping.sender(), ping.updates());
    } else if (message instanceof GossipMessage.PingReq request) {
      return newsBytes(request.sender(), request.updates());
    } else if (message instanceof GossipMessage.Ack ack) {
      return newsBytes(ack.sender(), ack.updates());
    } else if (message instanceof GossipMessage.Nack) {
      return HEAD_BYTES + 8 + CodecFields.ID_BYTES;
    } else if (message instanceof GossipMessage.Exchange exchange) {
      int members = exchange.members().stream().mapToInt(MemberInfo::encodedBytes).sum();
      return HEAD_BYTES + 1 + exchange.sender().encodedBytes() + HINT_BYTES + COUNT_BYTES + members;
    } else {
      throw new AssertionError(message);
    }
  }

  private static int newsBytes(MemberInfo sender, List<NodeUpdate> updates) {
    return HEAD_BYTES
        + 8
        + CodecFields.ID_BYTES
        + sender.encodedBytes()
        + HINT_BYTES
        + COUNT_BYTES
        + updates.stream().mapToInt(NodeUpdate::encodedBytes).sum();
  }

  /**
   * {@return the message that the bytes are}
   *
   * @throws ProtocolException if they are none
   */
  public static GossipMessage decode(byte[] bytes) {
    ByteBuffer in = ByteBuffer.wrap(bytes);
    try {
      GossipMessage message = takeMessage(in);
      if (in.hasRemaining()) {
        throw new ProtocolException(in.remaining() + " bytes stand behind a gossip message");
      }
      return message;
    } catch (BufferUnderflowException e) {
      throw new ProtocolException(
          "a gossip message ends too early, after " + bytes.length + " bytes", e);
    }
  }

  private static GossipMessage takeMessage(ByteBuffer in) {
    byte version = in.get();
    if (version != VERSION) {
      throw new ProtocolException(
          "gossip of version " + version + ", this node speaks version " + VERSION);
    }
    byte type = in.get();
    return switch (type) {
      case PING ->
          new GossipMessage.Ping(
              in.getLong(), CodecFields.takeId(in), takeMember(in), takeHint(in), takeUpdates(in));
      case PING_REQ ->
          new GossipMessage.PingReq(
              in.getLong(), CodecFields.takeId(in), takeMember(in), takeHint(in), takeUpdates(in));
      case ACK ->
          new GossipMessage.Ack(
              in.getLong(), CodecFields.takeId(in), takeMember(in), takeHint(in), takeUpdates(in));
      case NACK -> new GossipMessage.Nack(in.getLong(), CodecFields.takeId(in));
      case EXCHANGE ->
          new GossipMessage.Exchange(takeFlag(in), takeMember(in), takeHint(in), takeMembers(in));
      default -> throw new ProtocolException("no gossip message has type " + type);
    };
  }

  // ---- parts

  private static void putNews(
      ByteBuffer out, NodeId target, MemberInfo sender, StateHint hint, List<NodeUpdate> updates) {
    CodecFields.putId(out, target);
    putMember(out, sender);
    putHint(out, hint);
    putCount(out, updates.size());
    for (NodeUpdate update : updates) {
      putMember(out, update.about());
      CodecFields.putId(out, update.teller());
    }
  }

  private static List<NodeUpdate> takeUpdates(ByteBuffer in) {
    return takeList(
        in, MIN_UPDATE_BYTES, from -> new NodeUpdate(takeMember(from), CodecFields.takeId(from)));
  }

  private static List<MemberInfo> takeMembers(ByteBuffer in) {
    return takeList(in, MIN_MEMBER_BYTES, GossipCodec::takeMember);
  }

  private static <T> List<T> takeList(
      ByteBuffer in, int minElementBytes, Function<ByteBuffer, T> take) {
    int count = Short.toUnsignedInt(in.getShort());
    if (count > GossipConfig.MAX_MEMBERS || count * minElementBytes > in.remaining()) {
      throw new ProtocolException(
          "a list of " + count + " does not fit into " + in.remaining() + " bytes");
    }
    List<T> list = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      list.add(take.apply(in));
    }
    return List.copyOf(list);
  }

  private static void putCount(ByteBuffer out, int count) {
    if (count > GossipConfig.MAX_MEMBERS) {
      throw new IllegalArgumentException(
          "a message has at most " + GossipConfig.MAX_MEMBERS + " members: " + count);
    }
    out.putShort((short) count);
  }

  private static void putMember(ByteBuffer out, MemberInfo member) {
    byte[] host = member.bus().host().getBytes(StandardCharsets.US_ASCII);
    CodecFields.putId(out, member.id());
    out.putShort((short) member.bus().port());
    out.putLong(member.incarnation());
    out.put((byte) STATUSES.indexOf(member.status()));
    out.put((byte) host.length).put(host);
  }

  private static MemberInfo takeMember(ByteBuffer in) {
    NodeId id = CodecFields.takeId(in);
    int port = Short.toUnsignedInt(in.getShort());
    long incarnation = in.getLong();
    byte status = in.get();
    byte[] host = new byte[Byte.toUnsignedInt(in.get())];
    in.get(host);
    if (status < 0 || status >= STATUSES.size()) {
      throw new ProtocolException("no status of a member has number " + status);
    }
    try {
      return new MemberInfo(
          id,
          new Endpoint(new String(host, StandardCharsets.ISO_8859_1), port),
          incarnation,
          STATUSES.get(status));
    } catch (IllegalArgumentException e) {
      throw new ProtocolException("a member that cannot be: " + e.getMessage(), e);
    }
  }

  private static void putHint(ByteBuffer out, StateHint hint) {
    out.putLong(hint.term()).putLong(hint.index()).putLong(hint.hash());
  }

  private static StateHint takeHint(ByteBuffer in) {
    StateHint hint = new StateHint(in.getLong(), in.getLong(), in.getLong());
    if (hint.term() < 0 || hint.index() < 0) {
      throw new ProtocolException("term and index are not negative: " + hint);
    }
    return hint;
  }

  private static boolean takeFlag(ByteBuffer in) {
    byte flag = in.get();
    if (flag != 0 && flag != 1) {
      throw new ProtocolException("a flag is 0 or 1: " + flag);
    }
    return flag == 1;
  }
}
