package io.ember.cluster.bus;

import io.ember.cluster.model.NodeId;
import java.nio.ByteBuffer;
import java.util.UUID;

/** What all bytes of the bus begin with, and its names in binary. Stateless. */
final class Wire {
  /** The version of the protocol. Another one is refused. */
  static final byte VERSION = 1;

  /** Magic, version, kind. */
  static final int PREFIX_BYTES = 2 + 1 + 1;

  static final int UUID_BYTES = 16;

  private static final short MAGIC = (short) 0xEB05;

  private Wire() {}

  static void putPrefix(ByteBuffer out, byte kind) {
    out.putShort(MAGIC).put(VERSION).put(kind);
  }

  /** {@return the kind} */
  static byte takePrefix(ByteBuffer in) {
    checkPrefix(in.getShort(), in.get());
    return in.get();
  }

  static void checkPrefix(short magic, byte version) {
    if (magic != MAGIC) {
      throw new RefusedException(
          Refusal.BAD_MAGIC, String.format("begins with %04x, not with %04x", magic, MAGIC));
    }
    if (version != VERSION) {
      throw new RefusedException(
          Refusal.WRONG_VERSION,
          "speaks version " + version + " of the bus, this node speaks version " + VERSION);
    }
  }

  static short magic() {
    return MAGIC;
  }

  static void putUuid(ByteBuffer out, UUID uuid) {
    out.putLong(uuid.getMostSignificantBits()).putLong(uuid.getLeastSignificantBits());
  }

  static UUID takeUuid(ByteBuffer in) {
    return new UUID(in.getLong(), in.getLong());
  }

  static void putNode(ByteBuffer out, NodeId node) {
    putUuid(out, node.uuid());
  }

  static NodeId takeNode(ByteBuffer in) {
    return new NodeId(takeUuid(in));
  }
}
