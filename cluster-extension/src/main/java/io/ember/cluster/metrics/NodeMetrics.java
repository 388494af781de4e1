package io.ember.cluster.metrics;

import io.ember.cluster.admin.NodeServices;
import io.ember.cluster.admin.ProcessFigures;
import io.ember.cluster.forward.ForwardCounters;
import io.ember.cluster.lane.LaneCounters;
import io.ember.cluster.model.ClusterNode;
import io.ember.cluster.session.DurationCounts;
import io.ember.cluster.session.Subscriptions.Kind;
import io.ember.cluster.session.TrafficFigures;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryUsage;
import java.util.List;
import java.util.function.ToLongFunction;

/** The metrics of a node by itself: its endpoint, its lanes, its data, its process. One thread. */
final class NodeMetrics {
  private static final double MS = 1e3;
  private static final double NS = 1e9;

  /** Prometheus gets a bucket for each doubling, the status page four. */
  private static final int COUNTS_A_BUCKET = 4;

  private final MetricsText out;
  private final NodeServices services;
  private final NodeFigures figures;
  private final List<LaneCounters> lanes;

  NodeMetrics(MetricsText out, NodeSource source, NodeFigures figures) {
    this.out = out;
    this.services = source.services();
    this.figures = figures;
    this.lanes = source.lanes().counters();
  }

  void write() {
    node();
    clients();
    calls();
    data();
    lanes();
    pubsub();
    forwards();
    process();
  }

  private void node() {
    ClusterNode self = services.cluster().get().local();
    out.gauge("ember_node_info", "This node; the value is always 1.")
        .sample(
            1,
            "node",
            self.id().wireForm(),
            "shard",
            self.shardId().wireForm(),
            "address",
            self.client().toString(),
            "role",
            StatusJson.word(self.role()),
            "store",
            services.engine().stores().name(),
            "java",
            System.getProperty("java.version"));
    out.gauge("ember_start_time_seconds", "When the node was started, in seconds since the epoch.")
        .sample(services.startedAtMs() / MS);
  }

  private void clients() {
    out.gauge("ember_connected_clients", "Connections of clients that are open.")
        .sample(figures.traffic().clients());
    out.gauge("ember_max_clients", "Connections of clients that may be open at once.")
        .sample(services.settings().maxClients());
    out.counter("ember_connections_accepted_total", "Connections of clients that were opened.")
        .sample(services.sessions().acceptedCount());
    out.counter(
            "ember_connections_rejected_total",
            "Connections of clients that were closed at once, since there were too many.")
        .sample(services.sessions().rejectedCount());
    out.counter(
            "ember_slow_clients_closed_total",
            "Connections that were closed because they read too slowly.")
        .sample(services.traffic().slowSessionsClosed());
    out.counter("ember_received_bytes_total", "Bytes received from clients.")
        .sample(figures.traffic().received());
    out.counter("ember_sent_bytes_total", "Bytes sent to clients.")
        .sample(figures.traffic().sent());
  }

  private void calls() {
    out.counter("ember_commands_total", "Calls of clients that were answered, errors included.")
        .sample(figures.traffic().calls());
    out.counter("ember_error_replies_total", "Calls of clients that were answered with an error.")
        .sample(figures.traffic().errors());
    TrafficFigures traffic = services.traffic();
    int buckets = (DurationCounts.BOUND_COUNT - 1) / COUNTS_A_BUCKET + 1;
    double[] bounds = new double[buckets];
    long[] counts = new long[buckets + 1];
    for (int i = 0; i < buckets; i++) {
      bounds[i] = DurationCounts.boundNs(i * COUNTS_A_BUCKET) / NS;
    }
    long[] fine = figures.traffic().durations();
    for (int i = 0; i < fine.length; i++) {
      counts[Math.min(buckets, (i + COUNTS_A_BUCKET - 1) / COUNTS_A_BUCKET)] += fine[i];
    }
    out.histogram(
        "ember_command_duration_seconds",
        "Time from when a call was read until its reply could be sent, waiting for replicas"
            + " included; of each connection one call at a time is measured.",
        bounds,
        counts,
        traffic.durationSumNs() / NS);
  }

  private void data() {
    NodeFigures.Data data = figures.data();
    out.gauge("ember_keys", "Keys that the node has, copies of other nodes' included.")
        .sample(data.keys());
    out.gauge("ember_memory_used_bytes", "Memory that keys and values take.")
        .sample(data.usedBytes());
    out.gauge("ember_memory_limit_bytes", "Memory that keys and values may take, 0 for no limit.")
        .sample(data.limitBytes());
    out.counter("ember_keyspace_hits_total", "Keys that were looked for and found.")
        .sample(data.hits());
    out.counter("ember_keyspace_misses_total", "Keys that were looked for and not found.")
        .sample(data.misses());
    out.counter("ember_expired_keys_total", "Keys removed because their time was over.")
        .sample(data.expired());
    out.counter("ember_evicted_keys_total", "Keys removed to make room.").sample(data.evicted());
  }

  private void lanes() {
    perLane(
        out.counter("ember_lane_commands_total", "Calls that a lane has executed."),
        LaneCounters::calls);
    perLane(
        out.counter("ember_lane_batches_total", "Batches in which a lane has executed them."),
        LaneCounters::batches);
    perLaneSeconds(
        out.counter("ember_lane_busy_seconds_total", "Time in which a lane did something."),
        LaneCounters::busyNanos);
    perLaneSeconds(
        out.gauge(
            "ember_lane_longest_slice_seconds",
            "The longest time since the start in which a lane did one thing and nothing else."),
        LaneCounters::longestSliceNanos);
    perLaneSeconds(
        out.gauge(
            "ember_lane_longest_move_cpu_seconds",
            "The most processor time that a lane took without a break for slots that move."),
        LaneCounters::longestMoveCpuNanos);
  }

  private void perLaneSeconds(MetricsText.Family family, ToLongFunction<LaneCounters> nanos) {
    for (int i = 0; i < lanes.size(); i++) {
      family.sample(nanos.applyAsLong(lanes.get(i)) / NS, "lane", Integer.toString(i));
    }
  }

  private void perLane(MetricsText.Family family, ToLongFunction<LaneCounters> of) {
    for (int i = 0; i < lanes.size(); i++) {
      family.sample(of.applyAsLong(lanes.get(i)), "lane", Integer.toString(i));
    }
  }

  private void pubsub() {
    MetricsText.Family names =
        out.gauge("ember_pubsub_names", "Channels and patterns that somebody is subscribed to.");
    for (Kind kind : Kind.values()) {
      names.sample(services.channels().nameCount(kind), "kind", StatusJson.word(kind));
    }
  }

  private void forwards() {
    ForwardCounters forwards = services.forwards();
    out.counter("ember_forwarded_calls_total", "Calls that were passed on to their owner.")
        .sample(forwards.sentCount());
    out.counter("ember_forwarded_calls_ended_total", "What became of calls that were passed on.")
        .sample(forwards.answeredCount(), "result", "answered")
        .sample(forwards.failedCount(), "result", "failed")
        .sample(forwards.lostCount(), "result", "lost");
    out.counter("ember_forwarded_calls_retried_total", "Tries that were repeated.")
        .sample(forwards.retriedCount());
    out.counter("ember_forwarded_calls_received_total", "Calls that other nodes passed on to this.")
        .sample(forwards.receivedCount());
  }

  private void process() {
    ProcessFigures.Cpu cpu = ProcessFigures.cpu();
    out.counter("ember_process_cpu_seconds_total", "Processor time that the process has used.")
        .sample(cpu.user(), "mode", "user")
        .sample(cpu.system(), "mode", "system");
    long resident = ProcessFigures.residentBytes();
    if (resident >= 0) {
      out.gauge("ember_process_resident_memory_bytes", "Memory of the process that lies in RAM.")
          .sample(resident);
    }
    MemoryUsage heap = ProcessFigures.heap();
    out.gauge("ember_jvm_heap_bytes", "The Java heap.")
        .sample(heap.getUsed(), "kind", "used")
        .sample(heap.getCommitted(), "kind", "committed")
        .sample(heap.getMax(), "kind", "max");
    MetricsText.Family pauses =
        out.counter("ember_jvm_gc_seconds_total", "Time that collections of garbage took.");
    for (GarbageCollectorMXBean collector : ManagementFactory.getGarbageCollectorMXBeans()) {
      pauses.sample(
          Math.max(0, collector.getCollectionTime()) / MS, "collector", collector.getName());
    }
  }
}
