package io.ember.cluster.core.state;

import io.ember.engine.ProtocolException;
import java.util.zip.CRC32;

/**
 * A whole state as bytes: magic, version, length and CRC-32 of the body, the body. Complete: a node
 * that begins with it answers every later command like one that applied all before.
 */
public record ClusterSnapshot(ClusterStateData data) {
  private static final int MAGIC = 0x454D4253; // EMBS
  private static final int VERSION = 1;

  /** {@return the bytes} */
  public byte[] encode() {
    StateWriter body = new StateWriter();
    StateCodec.writePosition(body, data);
    StateCodec.writeContent(body, data);
    byte[] bytes = body.toBytes();
    return new StateWriter()
        .i32(MAGIC)
        .u8(VERSION)
        .i32(bytes.length)
        .i32(checksum(bytes))
        .raw(bytes)
        .toBytes();
  }

  /**
   * {@return the snapshot of these bytes}
   *
   * @throws ProtocolException if they are none, incomplete, damaged, or of another version
   */
  public static ClusterSnapshot decode(byte[] bytes) {
    StateReader in = new StateReader(bytes, "a cluster snapshot");
    if (in.i32() != MAGIC) {
      throw in.bad("other magic");
    }
    int version = in.u8();
    if (version != VERSION) {
      throw in.bad("version " + version + " instead of " + VERSION);
    }
    int length = in.i32();
    int checksum = in.i32();
    byte[] body = in.raw(length);
    in.end();
    if (checksum(body) != checksum) {
      throw in.bad("checksum does not match");
    }
    StateReader content = new StateReader(body, "a cluster snapshot");
    ClusterStateData data = StateCodec.read(content);
    content.end();
    return new ClusterSnapshot(data);
  }

  private static int checksum(byte[] bytes) {
    CRC32 crc = new CRC32();
    crc.update(bytes);
    return (int) crc.getValue();
  }
}
