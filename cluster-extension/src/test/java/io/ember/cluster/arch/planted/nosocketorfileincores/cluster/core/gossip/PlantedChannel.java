package io.ember.cluster.arch.planted.nosocketorfileincores.cluster.core.gossip;

import java.nio.channels.SocketChannel;

/** Breaks the rule that it is planted for. */
final class PlantedChannel {
  private PlantedChannel() {}

  static Class<?> value() {
    return SocketChannel.class;
  }
}
