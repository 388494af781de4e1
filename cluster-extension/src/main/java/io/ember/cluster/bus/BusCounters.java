package io.ember.cluster.bus;

import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;

/** What a bus counts, for INFO and metrics. Any thread. */
public final class BusCounters {
  /** What goes on when nothing is wrong, and what this node itself does not get out. */
  public enum Traffic {
    /** Datagrams that left. */
    DATAGRAMS_SENT,
    /** Datagrams that were handed on. */
    DATAGRAMS_RECEIVED,
    /** Their bytes, all headers of the bus included. */
    DATAGRAM_BYTES_SENT,
    /** Their bytes, all headers of the bus included. */
    DATAGRAM_BYTES_RECEIVED,
    /** Datagrams that were sent again since their receiver had been restarted. */
    DATAGRAMS_REPEATED,
    /** Datagrams that were dropped before they were sent. */
    DATAGRAMS_DROPPED,
    /** Frames that were queued on a connection. */
    FRAMES_SENT,
    /** Frames that were handed on. */
    FRAMES_RECEIVED,
    /** Their bytes, all headers included. */
    FRAME_BYTES_SENT,
    /** Their bytes, all headers included. */
    FRAME_BYTES_RECEIVED,
    /** Frames that were dropped before they were sent. */
    FRAMES_DROPPED,
    /** Requests that got no answer in time. */
    REQUESTS_TIMED_OUT,
    /** Connections that were opened and proved. */
    CONNECTIONS_OPENED,
    /** Connections that were accepted and proved. */
    CONNECTIONS_ACCEPTED,
    /** Attempts to connect that failed. */
    CONNECTIONS_FAILED
  }

  // Filled completely by the constructor and never changed, so any thread may read them.
  private final Map<Traffic, LongAdder> traffic = new EnumMap<>(Traffic.class);
  private final Map<Refusal, LongAdder> refused = new EnumMap<>(Refusal.class);

  /** Begins at zero. */
  public BusCounters() {
    for (Traffic what : Traffic.values()) {
      traffic.put(what, new LongAdder());
    }
    for (Refusal why : Refusal.values()) {
      refused.put(why, new LongAdder());
    }
  }

  /** {@return how often that happened} */
  public long get(Traffic what) {
    return of(what).sum();
  }

  /** {@return how often something was refused for that reason} */
  public long get(Refusal why) {
    return of(why).sum();
  }

  /** {@return how often anything was refused} */
  public long refusedCount() {
    long sum = 0;
    for (Refusal why : Refusal.values()) {
      sum += get(why);
    }
    return sum;
  }

  void count(Traffic what) {
    of(what).increment();
  }

  void count(Traffic what, long amount) {
    of(what).add(amount);
  }

  void count(Refusal why) {
    of(why).increment();
  }

  private LongAdder of(Traffic what) {
    return Objects.requireNonNull(traffic.get(what));
  }

  private LongAdder of(Refusal why) {
    return Objects.requireNonNull(refused.get(why));
  }

  /** {@return all by the names that INFO uses, in its order} */
  public Map<String, Long> all() {
    Map<String, Long> all = new LinkedHashMap<>();
    for (Traffic what : Traffic.values()) {
      all.put("bus_" + what.name().toLowerCase(Locale.ROOT), get(what));
    }
    for (Refusal why : Refusal.values()) {
      all.put("bus_refused_" + why.name().toLowerCase(Locale.ROOT), get(why));
    }
    return all;
  }
}
