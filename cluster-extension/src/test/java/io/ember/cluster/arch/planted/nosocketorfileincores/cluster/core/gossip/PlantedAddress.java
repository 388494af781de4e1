package io.ember.cluster.arch.planted.nosocketorfileincores.cluster.core.gossip;

import java.net.InetSocketAddress;

/** Breaks the rule that it is planted for. */
final class PlantedAddress {
  private PlantedAddress() {}

  static Class<?> value() {
    return InetSocketAddress.class;
  }
}
