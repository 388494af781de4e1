package io.ember.cluster.bus;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts what is refused, and tells an operator of what looks like a mistake of his: one line for
 * each reason in a while, with how many were not told. Any thread.
 */
final class RefusalLog {
  private static final long QUIET_NS = TimeUnit.SECONDS.toNanos(10);
  private static final Logger LOG = LoggerFactory.getLogger(RefusalLog.class);

  private final BusCounters counters;
  private final Map<Refusal, Long> toldAtNs = new EnumMap<>(Refusal.class);
  private final Map<Refusal, Long> toldCount = new EnumMap<>(Refusal.class);

  RefusalLog(BusCounters counters) {
    this.counters = counters;
  }

  /**
   * Takes note.
   *
   * @param who where it came from
   * @param message what is wrong with it
   */
  synchronized void refused(Refusal why, Object who, String message) {
    counters.count(why);
    if (!isWorthTelling(why)) {
      LOG.debug("refused reason={} from={} {}", why, who, message);
      return;
    }
    long nowNs = System.nanoTime();
    Long lastNs = toldAtNs.get(why);
    if (lastNs == null || nowNs - lastNs >= QUIET_NS) {
      long count = counters.get(why);
      long untold = count - toldCount.getOrDefault(why, 0L) - 1;
      toldAtNs.put(why, nowNs);
      toldCount.put(why, count);
      LOG.warn("refused reason={} from={} untold={} {}", why, who, untold, message);
    }
  }

  /** {@return whether it hints at two nodes that were meant to understand each other} */
  private static boolean isWorthTelling(Refusal why) {
    return switch (why) {
      case WRONG_VERSION,
          BAD_TAG,
          WRONG_CLUSTER,
          WRONG_RECEIVER,
          REFLECTED,
          LOWER_RUN,
          TOO_MANY_SENDERS,
          SLOW_RECEIVER ->
          true;
      case BAD_MAGIC,
          MALFORMED,
          TOO_LONG,
          REPLAYED,
          WRONG_DIRECTION,
          STALE_RUN,
          NOT_FOR_STRANGERS,
          UNKNOWN_TYPE,
          BAD_CONTENT,
          HALF_OPEN_TIMEOUT,
          HALF_OPEN_EVICTED,
          SILENT ->
          false;
    };
  }
}
