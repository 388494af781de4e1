package io.ember.cluster.arch.planted.disruptoronlyinlane.cluster.server;

import com.lmax.disruptor.RingBuffer;

/** Uses the library through the wall. */
final class PlantedRingBufferUser {
  private PlantedRingBufferUser() {}

  static Class<?> library() {
    return RingBuffer.class;
  }
}
