package io.ember.examples.admin;

import io.ember.cluster.model.SlotSet;
import io.ember.examples.admin.plan.SlotMove;
import io.ember.examples.admin.plan.SlotPlan;
import io.ember.examples.cli.CommandException;
import io.ember.examples.cli.ExitCode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisDataException;

/**
 * The jobs that carry out a plan. Which ones these are is found out by their slots, since the
 * answer to the command does not name them; how many a move is cut into does not matter.
 *
 * <p>A job that has ended is remembered, since nodes forget old ones. One thread.
 */
final class MoveWatch {
  private static final long UNSEEN_LIMIT_NS = TimeUnit.SECONDS.toNanos(60);

  private final SlotCluster cluster;
  private final Pace pace;
  private final Set<String> strangers;
  private final Map<String, MigrationJob> jobs = new LinkedHashMap<>();
  private final List<SlotMove> accepted = new ArrayList<>();
  private final SlotPlan plan;
  private long unseenSinceNs;

  MoveWatch(SlotCluster cluster, Pace pace, SlotPlan plan) {
    this.cluster = cluster;
    this.pace = pace;
    this.plan = plan;
    strangers = cluster.jobs().stream().map(MigrationJob::name).collect(Collectors.toSet());
    unseenSinceNs = pace.nanoTime();
  }

  /**
   * Has each owner begin with its moves, up to the first one that refuses.
   *
   * @return why it does, empty if none did
   */
  String start(List<NodeLine> nodes) {
    Map<String, List<SlotMove>> bySource =
        plan.moves().stream()
            .collect(
                Collectors.groupingBy(SlotMove::source, LinkedHashMap::new, Collectors.toList()));
    for (Map.Entry<String, List<SlotMove>> source : bySource.entrySet()) {
      NodeLine node = NodeLine.find(nodes, source.getKey());
      try {
        cluster.migrate(node, source.getValue());
      } catch (JedisDataException e) {
        return node.address() + " does not begin: " + e.getMessage();
      } catch (JedisConnectionException e) {
        return node.address()
            + " does not answer, so its moves may have begun or not ("
            + e.getMessage()
            + "): ember admin migrations";
      }
      accepted.addAll(source.getValue());
    }
    unseenSinceNs = pace.nanoTime();
    return "";
  }

  /**
   * Asks again. {@return whether all that was begun has ended}
   *
   * @throws CommandException if nobody knows of a job for some slots after a minute
   */
  boolean isOver() {
    // One that ran and is forgotten has ended somehow: its slots will show it.
    jobs.values().removeIf(job -> !job.hasEnded());
    for (MigrationJob job : cluster.jobs()) {
      if (!strangers.contains(job.name()) && isOurs(job)) {
        jobs.put(job.name(), job);
      }
    }
    SlotSet running = SlotSet.EMPTY;
    SlotSet ended = SlotSet.EMPTY;
    for (MigrationJob job : jobs.values()) {
      if (job.hasEnded()) {
        ended = ended.plus(job.slots());
      } else {
        running = running.plus(job.slots());
      }
    }
    SlotSet unseen = unseen(running.plus(ended));
    if (unseen.isEmpty()) {
      unseenSinceNs = pace.nanoTime();
    } else if (pace.nanoTime() - unseenSinceNs > UNSEEN_LIMIT_NS) {
      throw new CommandException(
          ExitCode.FAILED,
          "no node knows of a job that moves the slots " + SlotLists.brief(unseen));
    }
    return unseen.isEmpty() && running.isEmpty();
  }

  /**
   * A slot is in one job at a time. Not asked by node: those of a job change when one fails over.
   */
  private boolean isOurs(MigrationJob job) {
    return acceptedSlots().containsAll(job.slots());
  }

  private SlotSet acceptedSlots() {
    SlotSet slots = SlotSet.EMPTY;
    for (SlotMove move : accepted) {
      slots = slots.plus(move.slots());
    }
    return slots;
  }

  /** {@return slots that no job is known of and that are not yet where they should be} */
  private SlotSet unseen(SlotSet seen) {
    SlotSet unseen = acceptedSlots().minus(seen);
    if (unseen.isEmpty()) {
      return unseen;
    }
    // Jobs of long ago are forgotten; the owners show what became of them.
    Map<String, SlotSet> owned =
        cluster.nodes().stream().collect(Collectors.toMap(NodeLine::id, NodeLine::slotSet));
    for (SlotMove move : accepted) {
      unseen = unseen.minus(move.slots().and(owned.getOrDefault(move.target(), SlotSet.EMPTY)));
    }
    return unseen;
  }

  /** {@return whether an owner has begun} */
  boolean hasBegun() {
    return !accepted.isEmpty();
  }

  /** {@return the jobs as they were when they were last seen} */
  Collection<MigrationJob> jobs() {
    return jobs.values();
  }

  /** {@return those that ended without success} */
  List<MigrationJob> failures() {
    return jobs.values().stream().filter(job -> job.hasEnded() && !job.hasSucceeded()).toList();
  }
}
