package io.ember.cluster.lane;

import com.lmax.disruptor.BlockingWaitStrategy;
import com.lmax.disruptor.BusySpinWaitStrategy;
import com.lmax.disruptor.LiteBlockingWaitStrategy;
import com.lmax.disruptor.PhasedBackoffWaitStrategy;
import com.lmax.disruptor.SleepingWaitStrategy;
import com.lmax.disruptor.WaitStrategy;
import com.lmax.disruptor.YieldingWaitStrategy;
import io.ember.cluster.config.LanesConfig;
import java.util.concurrent.TimeUnit;

/** How lanes wait for calls: what is saved in wake-ups is taken from the processors. Stateless. */
final class WaitStrategies {
  private static final long SPIN_MICROS = 1;
  private static final long YIELD_MICROS = 20;
  private static final int SLEEP_RETRIES = 200;
  private static final long SLEEP_NANOS = 50_000;

  private WaitStrategies() {}

  /** {@return a new strategy for one ring} */
  static WaitStrategy create(LanesConfig.WaitStrategy configured) {
    return switch (configured) {
      case BLOCKING -> new BlockingWaitStrategy();
      case LITE -> new LiteBlockingWaitStrategy();
      case BACKOFF ->
          PhasedBackoffWaitStrategy.withLiteLock(SPIN_MICROS, YIELD_MICROS, TimeUnit.MICROSECONDS);
      case YIELD -> new YieldingWaitStrategy();
      case SPIN -> new BusySpinWaitStrategy();
      case SLEEP -> new SleepingWaitStrategy(SLEEP_RETRIES, SLEEP_NANOS);
    };
  }
}
