package io.ember.cluster.arch.planted.nettyonlyinserverwireandbus.cluster.server;

import io.netty.buffer.ByteBuf;

/** Uses the library behind its door. */
final class ByteBufUser {
  private ByteBufUser() {}

  static Class<?> library() {
    return ByteBuf.class;
  }
}
