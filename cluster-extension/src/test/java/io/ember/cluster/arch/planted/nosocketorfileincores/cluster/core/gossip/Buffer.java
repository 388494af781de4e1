package io.ember.cluster.arch.planted.nosocketorfileincores.cluster.core.gossip;

import java.nio.ByteBuffer;

/** A buffer is no socket. */
final class Buffer {
  private Buffer() {}

  static ByteBuffer value() {
    return ByteBuffer.allocate(8);
  }
}
