package io.ember.cluster.arch.planted.noclockincores.cluster.core.gossip;

import java.util.concurrent.TimeUnit;

/** Computes with times that it is told. */
final class NanosAsInput {
  private NanosAsInput() {}

  static long value() {
    return TimeUnit.MILLISECONDS.toNanos(5);
  }
}
