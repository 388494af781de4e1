package io.ember.cluster.admin;

import io.ember.cluster.forward.ForwardCounters;
import io.ember.cluster.session.ClientSession;
import io.ember.cluster.session.Subscriptions.Kind;
import io.ember.engine.MemoryBudget;
import java.lang.management.MemoryUsage;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * Writes sections of INFO, with the names that Redis gives the lines and only those lines of which
 * this server knows the value. One thread.
 */
final class InfoText {
  private static final String LINE_END = "\r\n";
  private static final String[] UNITS = {"B", "K", "M", "G", "T", "P"};

  private final NodeServices node;
  private final LaneFigures lanes;
  private final int laneCount;
  private final RateMeter rate;
  private final StringBuilder text = new StringBuilder(2048);

  InfoText(NodeServices node, LaneFigures lanes, int laneCount, RateMeter rate) {
    this.node = node;
    this.lanes = lanes;
    this.laneCount = laneCount;
    this.rate = rate;
  }

  /** Adds a section. */
  void add(InfoSection section) {
    if (!text.isEmpty()) {
      text.append(LINE_END);
    }
    text.append("# ").append(section.title()).append(LINE_END);
    switch (section) {
      case SERVER -> server();
      case CLIENTS -> clients();
      case MEMORY -> memory();
      case PERSISTENCE -> persistence();
      case STATS -> stats();
      case REPLICATION -> replication();
      case CPU -> cpu();
      case MODULES -> {}
      case CLUSTER -> cluster();
      case KEYSPACE -> keyspace();
    }
  }

  private void cluster() {
    line("cluster_enabled", node.clusterEnabled() ? 1 : 0);
    if (node.clusterEnabled()) {
      node.control().counters().forEach(this::line);
    }
  }

  private void line(String name, Object value) {
    text.append(name).append(':').append(value).append(LINE_END);
  }

  private void server() {
    long nowMs = System.currentTimeMillis();
    long uptime = TimeUnit.MILLISECONDS.toSeconds(Math.max(0, nowMs - node.startedAtMs()));
    line("redis_version", HelloCommand.REDIS_VERSION);
    line("redis_mode", node.clusterEnabled() ? "cluster" : "standalone");
    line("server_name", "ember");
    line(
        "os",
        System.getProperty("os.name")
            + ' '
            + System.getProperty("os.version")
            + ' '
            + System.getProperty("os.arch"));
    line("arch_bits", 64);
    line("java_version", System.getProperty("java.version"));
    line("process_id", ProcessHandle.current().pid());
    line("run_id", node.runId());
    line("tcp_port", node.clientPort());
    line("server_time_usec", TimeUnit.MILLISECONDS.toMicros(nowMs));
    line("uptime_in_seconds", uptime);
    line("uptime_in_days", TimeUnit.SECONDS.toDays(uptime));
    line("lanes", laneCount);
    line("store", node.engine().stores().name());
  }

  private void clients() {
    long pubSub = 0;
    long watching = 0;
    long inputMax = 0;
    long outputMax = 0;
    for (ClientSession session : node.sessions().all()) {
      pubSub += session.state().subscriptions().count() > 0 ? 1 : 0;
      watching += session.figures().watchedKeys() > 0 ? 1 : 0;
      inputMax = Math.max(inputMax, session.figures().undecodedBytes());
      outputMax = Math.max(outputMax, session.figures().unsentBytes());
    }
    line("connected_clients", node.sessions().count());
    line("cluster_connections", 0);
    line("maxclients", node.settings().maxClients());
    line("client_recent_max_input_buffer", inputMax);
    line("client_recent_max_output_buffer", outputMax);
    line("blocked_clients", 0);
    line("tracking_clients", 0);
    line("pubsub_clients", pubSub);
    line("watching_clients", watching);
  }

  private void memory() {
    MemoryBudget budget = node.engine().memory();
    long used = budget.usedBytes();
    long resident = ProcessFigures.residentBytes();
    MemoryUsage heap = ProcessFigures.heap();
    bytes("used_memory", used);
    if (resident >= 0) {
      bytes("used_memory_rss", resident);
      bytes("used_memory_rss_peak", ProcessFigures.residentPeakBytes());
    }
    line("used_memory_dataset", used);
    long machine = ProcessFigures.machineBytes();
    if (machine >= 0) {
      bytes("total_system_memory", machine);
    }
    bytes("maxmemory", budget.limitBytes());
    line("maxmemory_policy", budget.evicts() ? "allkeys-lru" : "noeviction");
    if (resident >= 0 && used > 0) {
      line("mem_fragmentation_ratio", String.format(Locale.ROOT, "%.2f", (double) resident / used));
    }
    bytes("jvm_heap_used", heap.getUsed());
    bytes("jvm_heap_committed", heap.getCommitted());
    bytes("jvm_heap_max", heap.getMax());
    line("mem_allocator", node.engine().stores().name());
    line("active_defrag_running", 0);
  }

  private void bytes(String name, long value) {
    line(name, value);
    line(name + "_human", human(value));
  }

  private static String human(long bytes) {
    if (bytes < 1024) {
      return bytes + UNITS[0];
    }
    int unit = 0;
    double value = bytes;
    while (value >= 1024 && unit < UNITS.length - 1) {
      value /= 1024;
      unit++;
    }
    return String.format(Locale.ROOT, "%.2f%s", value, UNITS[unit]);
  }

  /** Data is in memory only: nothing is ever loaded or saved. */
  private void persistence() {
    line("loading", 0);
    line("async_loading", 0);
    line("rdb_bgsave_in_progress", 0);
    line("aof_enabled", 0);
    line("aof_rewrite_in_progress", 0);
    line("aof_rewrite_scheduled", 0);
  }

  private void stats() {
    long calls = node.traffic().executedCalls();
    line("total_connections_received", node.sessions().acceptedCount());
    line("total_commands_processed", calls);
    line("instantaneous_ops_per_sec", rate.perSecond(calls, System.nanoTime()));
    line("total_net_input_bytes", node.traffic().receivedBytes());
    line("total_net_output_bytes", node.traffic().sentBytes());
    line("rejected_connections", node.sessions().rejectedCount());
    line("sync_full", node.syncs().full());
    line("sync_partial_ok", node.syncs().partial());
    line("sync_partial_err", 0);
    line("sync_slot_repairs", node.syncs().repaired());
    line("expired_keys", lanes.expired());
    line("evicted_keys", lanes.evicted());
    line("keyspace_hits", lanes.hits());
    line("keyspace_misses", lanes.misses());
    line("pubsub_channels", node.channels().nameCount(Kind.CHANNEL));
    line("pubsub_patterns", node.channels().nameCount(Kind.PATTERN));
    line("pubsubshard_channels", node.channels().nameCount(Kind.SHARD));
    line("latest_fork_usec", 0);
    line("total_forks", 0);
    line("migrate_cached_sockets", 0);
    line("total_error_replies", node.traffic().errorReplies());
    line("client_output_buffer_limit_disconnections", node.traffic().slowSessionsClosed());
    ForwardCounters forwards = node.forwards();
    line("forwarded_calls", forwards.sentCount());
    line("forwarded_calls_answered", forwards.answeredCount());
    line("forwarded_calls_retried", forwards.retriedCount());
    line("forwarded_calls_failed", forwards.failedCount());
    line("forwarded_calls_lost", forwards.lostCount());
    line("forwarded_calls_received", forwards.receivedCount());
  }

  private void replication() {
    ReplicationFigures figures = ReplicationFigures.of(node.cluster().get());
    figures.lines().forEach(this::line);
    line("master_failover_state", "no-failover");
    line("master_replid", node.runId());
    line("master_repl_offset", 0);
    line("repl_backlog_active", 0);
  }

  private void cpu() {
    ProcessFigures.Cpu cpu = ProcessFigures.cpu();
    line("used_cpu_sys", String.format(Locale.ROOT, "%.6f", cpu.system()));
    line("used_cpu_user", String.format(Locale.ROOT, "%.6f", cpu.user()));
  }

  private void keyspace() {
    if (lanes.keys() > 0) {
      line("db0", "keys=" + lanes.keys() + ",expires=" + lanes.expiring() + ",avg_ttl=0");
    }
  }

  @Override
  public String toString() {
    return text.toString();
  }
}
