package io.ember.cluster.arch.planted.disruptoronlyinlane.cluster.lane;

import com.lmax.disruptor.RingBuffer;

/** Uses the library behind its door. */
final class RingBufferUser {
  private RingBufferUser() {}

  static Class<?> library() {
    return RingBuffer.class;
  }
}
