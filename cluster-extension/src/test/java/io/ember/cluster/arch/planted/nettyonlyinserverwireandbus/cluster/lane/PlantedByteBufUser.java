package io.ember.cluster.arch.planted.nettyonlyinserverwireandbus.cluster.lane;

import io.netty.buffer.ByteBuf;

/** Uses the library through the wall. */
final class PlantedByteBufUser {
  private PlantedByteBufUser() {}

  static Class<?> library() {
    return ByteBuf.class;
  }
}
