package io.ember.cluster.arch.planted.nothreadincores.cluster.core.gossip;

import java.util.concurrent.TimeUnit;

/** A unit of time is no thread. */
final class UnitOfTime {
  private UnitOfTime() {}

  static long value() {
    return TimeUnit.MILLISECONDS.toNanos(5);
  }
}
