package io.ember.cluster.admin;

import io.ember.cluster.control.ClusterControl;
import io.ember.cluster.core.migration.MigrationFigures;
import io.ember.cluster.core.state.ClusterStateData;
import io.ember.cluster.core.state.JobInfo;
import io.ember.cluster.core.state.JobState;
import io.ember.cluster.core.state.ShardInfo;
import io.ember.cluster.model.SlotRange;
import io.ember.engine.EngineCall;
import io.ember.engine.ReplySink;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * What is told of moves of slots. What they are comes from the configuration, so that every node
 * tells the same; how much was sent only their source knows, and others say 0.
 */
final class MigrationReplies {
  private static final int FIELDS = 14;
  private static final int STATUS_FIELDS = 11;

  private final NodeServicesRef services;

  MigrationReplies(NodeServicesRef services) {
    this.services = services;
  }

  /** Answers GETSLOTMIGRATIONS: an array of maps, the oldest first. */
  void all(EngineCall call) {
    ClusterControl control = services.get().control();
    List<JobInfo> jobs = control.configuration().jobs();
    call.reply().array(jobs.size());
    for (JobInfo job : jobs) {
      write(call.reply(), job, control);
    }
  }

  private void write(ReplySink reply, JobInfo job, ClusterControl control) {
    MigrationFigures.OfJob figures = control.moves().jobs().get(job.id());
    long entries = figures == null ? 0 : figures.entries();
    long bytes = figures == null ? 0 : figures.bytes();
    reply.map(FIELDS);
    field(reply, "name", MigrationCommands.replyName(job.id()));
    field(reply, "operation", operation(job, control));
    field(reply, "slot_ranges", ranges(job));
    field(reply, "target_node", job.target().wireForm());
    field(reply, "source_node", job.source().wireForm());
    field(reply, "create_time", job.beganMs() / 1000);
    field(reply, "last_update_time", (job.endedMs() == 0 ? nowMs() : job.endedMs()) / 1000);
    field(reply, "state", state(job, control));
    field(reply, "message", message(job, figures));
    field(reply, "slots_total", job.slots().slotCount());
    field(reply, "slots_moved", job.moved().slotCount());
    field(reply, "keys_moved", entries);
    field(reply, "bytes_moved", bytes);
    field(reply, "remaining_ms", remainingMs(job));
  }

  private static long nowMs() {
    return System.currentTimeMillis();
  }

  private static String operation(JobInfo job, ClusterControl control) {
    ShardInfo own = control.configuration().shardOf(control.state().localId());
    return own != null && own.id().equals(job.targetShard()) ? "IMPORT" : "EXPORT";
  }

  private static String ranges(JobInfo job) {
    return job.slots().ranges().stream()
        .map(MigrationReplies::range)
        .collect(Collectors.joining(" "));
  }

  private static String range(SlotRange range) {
    return range.first() + "-" + range.last();
  }

  private static String state(JobInfo job, ClusterControl control) {
    if (job.state() != JobState.OPEN) {
      return job.state().name().toLowerCase(Locale.ROOT);
    }
    ClusterStateData data = control.configuration();
    boolean moves =
        data.migrations().values().stream().anyMatch(each -> each.job().equals(job.id()));
    return moves ? "streaming" : "waiting";
  }

  private static String message(
      JobInfo job, MigrationFigures.@org.jspecify.annotations.Nullable OfJob figures) {
    return job.message().isEmpty() && figures != null ? figures.reason() : job.message();
  }

  /** As long as for what has moved, slot by slot; -1 if nothing has. */
  private static long remainingMs(JobInfo job) {
    long moved = job.moved().slotCount();
    long left = job.remaining().slotCount();
    if (!job.state().isOpen() || left == 0) {
      return 0;
    }
    return moved == 0 ? -1 : Math.max(0, nowMs() - job.beganMs()) * left / moved;
  }

  /** Answers MIGRATION STATUS. */
  void status(EngineCall call, Predicate<JobInfo> which) {
    ClusterControl control = services.get().control();
    List<JobInfo> jobs = control.configuration().jobs().stream().filter(which).toList();
    call.reply().array(jobs.size());
    for (JobInfo job : jobs) {
      MigrationFigures.OfJob figures = control.moves().jobs().get(job.id());
      ReplySink reply = call.reply();
      reply.map(STATUS_FIELDS);
      field(reply, "id", MigrationCommands.replyName(job.id()));
      field(reply, "slots", ranges(job));
      field(reply, "source", job.source().wireForm());
      field(reply, "dest", job.target().wireForm());
      field(reply, "operation", operation(job, control).equals("IMPORT") ? "import" : "migrate");
      field(reply, "state", redisState(job));
      field(reply, "last_error", job.state() == JobState.FAILED ? message(job, figures) : "");
      field(reply, "retries", figures == null ? 0 : figures.failures());
      field(reply, "create_time", job.beganMs());
      field(reply, "start_time", job.beganMs());
      field(reply, "end_time", job.endedMs() == 0 ? -1 : job.endedMs());
    }
  }

  private static String redisState(JobInfo job) {
    return switch (job.state()) {
      case OPEN -> "send-stream";
      case PAUSED -> "paused";
      case SUCCESS -> "completed";
      case FAILED -> "failed";
      case CANCELLED -> "canceled";
    };
  }

  private static void field(ReplySink reply, String name, String value) {
    reply.bulk(name);
    reply.bulk(value);
  }

  private static void field(ReplySink reply, String name, long value) {
    reply.bulk(name);
    reply.integer(value);
  }
}
