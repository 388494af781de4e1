package io.ember.cluster.admin;

import io.ember.engine.EngineCall;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What CLUSTER SLOT-STATS tells of a slot, in the order in which it does. */
enum SlotMetric {
  /** Keys, those included that have expired unnoticed. */
  KEY_COUNT,
  /** Processor time of the calls on its keys, in microseconds. */
  CPU_USEC,
  /** Bytes of the requests. */
  NETWORK_BYTES_IN,
  /** Bytes of the replies. */
  NETWORK_BYTES_OUT,
  /** Memory of its keys and their tables, in bytes. */
  MEMORY_BYTES;

  private final String wireName = name().toLowerCase(Locale.ROOT).replace('_', '-');

  /** {@return its name in requests and replies} */
  String wireName() {
    return wireName;
  }

  /** {@return the one that an argument names, null if none is called so} */
  static @Nullable SlotMetric named(EngineCall call, int index) {
    for (SlotMetric metric : values()) {
      if (call.argumentIs(index, metric.wireName)) {
        return metric;
      }
    }
    return null;
  }
}
