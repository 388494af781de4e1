package io.ember.cluster.admin;

import static java.util.Objects.requireNonNull;

import io.ember.cluster.lane.SlotCounters;
import io.ember.cluster.model.ClusterNode;
import io.ember.cluster.model.ClusterState;
import io.ember.cluster.model.NodeId;
import io.ember.cluster.model.SlotRange;
import io.ember.cluster.model.SlotSet;
import io.ember.engine.EngineCall;
import io.ember.engine.Keyspace;
import io.ember.engine.ReplySink;
import io.ember.engine.SlotStore;
import io.ember.engine.command.CommandHandler;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * CLUSTER SLOT-STATS: each lane tells of its slots, in slices. As in Redis a replica tells of the
 * slots of its primary, with its own copy and the calls that it has answered itself.
 *
 * <p>An answer about all slots is two megabytes, written at one go: who looks at them regularly
 * asks for a range at a time, or for the first few.
 */
final class SlotStatsCommand implements CommandHandler.OnEveryLane {
  /** Slots that a lane looks at in a slice. */
  private static final int SLICE = 512;

  private final NodeServicesRef services;

  SlotStatsCommand(NodeServicesRef services) {
    this.services = services;
  }

  @Override
  public List<? extends Part> split(EngineCall call, int lanes) {
    if (!ClusterCommands.isEnabled(services, call)) {
      return List.of();
    }
    SlotStatsQuery query = SlotStatsQuery.parse(call);
    if (query == null) {
      return List.of();
    }
    int[] slots =
        slotsOfShard(services.get().cluster().get())
            .and(SlotSet.of(new SlotRange(query.first(), query.last())))
            .toArray();
    Answer answer = Answer.to(query, slots);
    List<SlotCounters> counters = services.get().slotCounters();
    List<Readings> parts = new ArrayList<>();
    for (int lane = 0; lane < lanes; lane++) {
      parts.add(new Readings(answer, counters.get(lane)));
    }
    return parts;
  }

  private static SlotSet slotsOfShard(ClusterState state) {
    ClusterNode local = state.local();
    NodeId primary = local.primaryId();
    return SlotSet.of(state.slots().slotsOf(primary == null ? local.id() : primary));
  }

  @Override
  public void merge(EngineCall call, List<? extends Part> parts) {
    ((Readings) parts.get(0)).answer.writeTo(call.reply());
  }

  /**
   * What is asked and what was found.
   *
   * @param slots ascending
   * @param values in the order of the slots; a lane writes those of its own slots
   */
  private record Answer(SlotStatsQuery query, int[] slots, Map<SlotMetric, long[]> values) {
    static Answer to(SlotStatsQuery query, int[] slots) {
      Map<SlotMetric, long[]> values = new EnumMap<>(SlotMetric.class);
      for (SlotMetric metric : SlotMetric.values()) {
        values.put(metric, new long[slots.length]);
      }
      return new Answer(query, slots, values);
    }

    private long[] valuesOf(SlotMetric metric) {
      return requireNonNull(values.get(metric));
    }

    void set(int index, SlotMetric metric, long value) {
      valuesOf(metric)[index] = value;
    }

    void writeTo(ReplySink reply) {
      int[] order = order();
      reply.array(order.length);
      for (int index : order) {
        reply.array(2);
        reply.integer(slots[index]);
        reply.map(values.size());
        for (Map.Entry<SlotMetric, long[]> metric : values.entrySet()) {
          reply.bulk(metric.getKey().wireName());
          reply.integer(metric.getValue()[index]);
        }
      }
    }

    /** {@return which slots are told, by their index} */
    private int[] order() {
      SlotMetric by = query.order();
      long[] keys = new long[slots.length];
      for (int i = 0; i < keys.length; i++) {
        keys[i] = by == null ? i : sortKey(valuesOf(by)[i], i);
      }
      // Sorted as plain numbers, the index in their last bits: a lane waits for it.
      Arrays.sort(keys);
      int[] order = new int[Math.min(query.limit(), keys.length)];
      for (int i = 0; i < order.length; i++) {
        order[i] = (int) (keys[i] & INDEX_MASK);
      }
      return order;
    }

    private static final int INDEX_BITS = 14;
    private static final long INDEX_MASK = (1L << INDEX_BITS) - 1;
    private static final long MAX_VALUE = Long.MAX_VALUE >> INDEX_BITS;

    /** Ties are broken by the slot, ascending in both directions. */
    private long sortKey(long value, int index) {
      long bounded = Math.min(value, MAX_VALUE);
      return (query.descending() ? MAX_VALUE - bounded : bounded) << INDEX_BITS | index;
    }
  }

  /** What one lane knows. */
  private static final class Readings implements Part {
    private static final int NANOS_OF_MICRO = 1000;

    private final Answer answer;
    private final SlotCounters counters;
    private int next;

    Readings(Answer answer, SlotCounters counters) {
      this.answer = answer;
      this.counters = counters;
    }

    @Override
    public boolean run(Keyspace keyspace) {
      int end = Math.min(answer.slots.length, next + SLICE);
      for (; next < end; next++) {
        if (keyspace.owns(answer.slots[next])) {
          read(keyspace, next, answer.slots[next]);
        }
      }
      return next == answer.slots.length;
    }

    private void read(Keyspace keyspace, int index, int slot) {
      // A slot that never had a key has no store yet, and gets none by being looked at.
      if (keyspace.nextSlotWithEntries(slot) == slot) {
        SlotStore store = keyspace.stores().slot(slot);
        answer.set(index, SlotMetric.KEY_COUNT, store.count());
        answer.set(index, SlotMetric.MEMORY_BYTES, store.usedBytes());
      }
      answer.set(index, SlotMetric.CPU_USEC, counters.cpuNanos(slot) / NANOS_OF_MICRO);
      answer.set(index, SlotMetric.NETWORK_BYTES_IN, counters.bytesIn(slot));
      answer.set(index, SlotMetric.NETWORK_BYTES_OUT, counters.bytesOut(slot));
    }
  }
}
