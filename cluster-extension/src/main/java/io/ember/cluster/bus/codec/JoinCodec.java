package io.ember.cluster.bus.codec;

import io.ember.cluster.core.node.JoinMessage;
import io.ember.cluster.core.state.NodeInfo;
import io.ember.cluster.model.Endpoint;
import io.ember.cluster.model.NodeId;
import io.ember.cluster.model.SlotRange;
import io.ember.cluster.model.SlotSet;
import io.ember.engine.ProtocolException;
import io.ember.engine.Slots;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * The join exchange as bytes: a version, a type, the fields. Nothing may follow, and nothing is
 * allocated by a number that was only claimed. Stateless.
 */
public final class JoinCodec {
  /** How many nodes an answer can name. */
  static final int MAX_NODES = 65_535;

  private static final int VERSION = 1;
  private static final int REQUEST = 1;
  private static final int INVITATION = 2;
  private static final int ACCEPTED = 3;
  private static final int COMING = 4;
  private static final int REFUSED = 5;

  private JoinCodec() {}

  /** {@return the bytes of a message} */
  public static byte[] encode(JoinMessage message) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeByte(VERSION);
      write(out, message);
    } catch (IOException e) {
      throw new UncheckedIOException(e); // memory does not fail
    }
    return bytes.toByteArray();
  }

  private static void write(DataOutputStream out, JoinMessage message) throws IOException {
    if (message instanceof JoinMessage.Request request) {
      out.writeByte(REQUEST);
      writeId(out, request.node().id());
      writeId(out, request.node().shardId());
      writeEndpoint(out, request.node().client());
      writeEndpoint(out, request.node().bus());
      out.writeLong(request.node().run());
      out.writeBoolean(request.inDoubt());
      List<SlotRange> ranges = request.slots().ranges();
      out.writeShort(ranges.size());
      for (SlotRange range : ranges) {
        out.writeShort(range.first());
        out.writeShort(range.last());
      }
    } else if (message instanceof JoinMessage.Invitation invitation) {
      out.writeByte(INVITATION);
      writeEndpoint(out, invitation.through());
    } else if (message instanceof JoinMessage.Accepted accepted) {
      out.writeByte(ACCEPTED);
      out.writeLong(accepted.clusterId().getMostSignificantBits());
      out.writeLong(accepted.clusterId().getLeastSignificantBits());
      if (accepted.nodes().size() > MAX_NODES) {
        throw new IllegalArgumentException("too many nodes: " + accepted.nodes().size());
      }
      out.writeShort(accepted.nodes().size());
      for (Map.Entry<NodeId, Endpoint> node : accepted.nodes().entrySet()) {
        writeId(out, node.getKey());
        writeEndpoint(out, node.getValue());
      }
    } else if (message instanceof JoinMessage.Coming) {
      out.writeByte(COMING);
    } else if (message instanceof JoinMessage.Refused refused) {
      out.writeByte(REFUSED);
      out.writeUTF(refused.reason());
    } else {
      throw new AssertionError(message);
    }
  }

  /**
   * {@return the message of these bytes}
   *
   * @throws ProtocolException if they are none
   */
  public static JoinMessage decode(byte[] bytes) {
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
      int version = in.readUnsignedByte();
      if (version != VERSION) {
        throw new ProtocolException(
            "a join message of version " + version + ", this node speaks version " + VERSION);
      }
      JoinMessage message = read(in);
      if (in.read() >= 0) {
        throw new ProtocolException("a join message with bytes behind its end");
      }
      return message;
    } catch (IOException | IllegalArgumentException e) {
      throw new ProtocolException("not a join message: " + e.getMessage(), e);
    }
  }

  private static JoinMessage read(DataInputStream in) throws IOException {
    int type = in.readUnsignedByte();
    return switch (type) {
      case REQUEST -> readRequest(in);
      case INVITATION -> new JoinMessage.Invitation(readEndpoint(in));
      case ACCEPTED -> readAccepted(in);
      case COMING -> new JoinMessage.Coming();
      case REFUSED -> new JoinMessage.Refused(in.readUTF());
      default -> throw new ProtocolException("no join message has type " + type);
    };
  }

  private static JoinMessage readRequest(DataInputStream in) throws IOException {
    NodeInfo node =
        new NodeInfo(readId(in), readId(in), readEndpoint(in), readEndpoint(in), in.readLong());
    boolean inDoubt = in.readBoolean();
    return new JoinMessage.Request(node, readSlots(in), inDoubt);
  }

  private static JoinMessage readAccepted(DataInputStream in) throws IOException {
    UUID cluster = new UUID(in.readLong(), in.readLong());
    int count = in.readUnsignedShort();
    Map<NodeId, Endpoint> nodes = new HashMap<>();
    for (int i = 0; i < count; i++) {
      nodes.put(readId(in), readEndpoint(in));
    }
    return new JoinMessage.Accepted(cluster, nodes);
  }

  private static SlotSet readSlots(DataInputStream in) throws IOException {
    int count = in.readUnsignedShort();
    if (count > Slots.SLOT_COUNT) {
      throw new ProtocolException(count + " ranges of slots");
    }
    List<SlotRange> ranges = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      ranges.add(new SlotRange(in.readUnsignedShort(), in.readUnsignedShort()));
    }
    return SlotSet.of(ranges);
  }

  private static void writeId(DataOutputStream out, NodeId id) throws IOException {
    out.writeLong(id.uuid().getMostSignificantBits());
    out.writeLong(id.uuid().getLeastSignificantBits());
  }

  private static NodeId readId(DataInputStream in) throws IOException {
    return new NodeId(new UUID(in.readLong(), in.readLong()));
  }

  private static void writeEndpoint(DataOutputStream out, Endpoint endpoint) throws IOException {
    out.writeUTF(endpoint.host());
    out.writeShort(endpoint.port());
  }

  private static Endpoint readEndpoint(DataInputStream in) throws IOException {
    return new Endpoint(in.readUTF(), in.readUnsignedShort());
  }
}
