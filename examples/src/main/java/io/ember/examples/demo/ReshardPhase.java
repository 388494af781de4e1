package io.ember.examples.demo;

import io.ember.examples.process.LocalCluster;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Moves a third of one primary's slots to the others, in several moves, while clients work. */
final class ReshardPhase {
  private static final int SHARE = 3;
  private static final int ROUNDS = 2;
  private static final long PAUSE_NS = TimeUnit.MILLISECONDS.toNanos(50);
  private static final long LIMIT_NS = TimeUnit.SECONDS.toNanos(120);

  private final List<Integer> primaries;
  private final int source;
  private final Mistakes mistakes;

  /**
   * What moved.
   *
   * @param jobs how each move ended
   */
  record Result(List<MoveJob> jobs, long durationNs) {
    Result {
      jobs = List.copyOf(jobs);
    }

    int slots() {
      return jobs.stream().mapToInt(MoveJob::slotsMoved).sum();
    }

    double slotsPerSecond() {
      return slots() * 1e9 / Math.max(1, durationNs);
    }
  }

  ReshardPhase(LocalCluster cluster, int primaryCount, Mistakes mistakes) {
    this.mistakes = mistakes;
    primaries = cluster.nodes().stream().limit(primaryCount).map(node -> node.port()).toList();
    source = primaries.get(0);
  }

  Result run(PrintStream out) throws InterruptedException {
    Picture picture = Picture.of(source);
    BitSet owned = picture.at(source).slots();
    List<Integer> targets = primaries.subList(1, primaries.size());
    List<List<Integer>> moves =
        split(owned.stream().boxed().limit(owned.cardinality() / SHARE).toList(), targets.size());
    List<MoveJob> done = new ArrayList<>();
    long startNs = System.nanoTime();
    try (Progress progress = new Progress(out, "moving", "slots", owned.cardinality() / SHARE)) {
      for (int round = 0; round < ROUNDS; round++) {
        List<String> words = new ArrayList<>();
        for (int i = 0; i < targets.size(); i++) {
          words.addAll(move(moves.get(round * targets.size() + i), picture.at(targets.get(i))));
        }
        done.addAll(move(words, progress));
      }
    }
    return new Result(done, System.nanoTime() - startNs);
  }

  private static List<List<Integer>> split(List<Integer> slots, int targets) {
    int count = ROUNDS * targets;
    List<List<Integer>> moves = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      moves.add(slots.subList(slots.size() * i / count, slots.size() * (i + 1) / count));
    }
    return moves;
  }

  private static List<String> move(List<Integer> slots, Picture.Member target) {
    return List.of(
        "SLOTSRANGE",
        String.valueOf(slots.get(0)),
        String.valueOf(slots.get(slots.size() - 1)),
        "NODE",
        target.id());
  }

  /** Begins moves and waits for their end. */
  private List<MoveJob> move(List<String> words, Progress progress) throws InterruptedException {
    Set<String> before = new HashSet<>();
    MoveJob.all(source).forEach(job -> before.add(job.name()));
    int shown = 0;
    NodeCalls.cluster(source, NodeCalls.words("MIGRATESLOTS", words));
    long deadlineNs = System.nanoTime() + LIMIT_NS;
    while (true) {
      List<MoveJob> jobs =
          MoveJob.all(source).stream().filter(job -> !before.contains(job.name())).toList();
      int moved = jobs.stream().mapToInt(MoveJob::slotsMoved).sum();
      progress.add(moved - shown);
      shown = moved;
      boolean late = System.nanoTime() - deadlineNs > 0;
      if (late || jobs.stream().allMatch(MoveJob::hasEnded)) {
        jobs.stream()
            .filter(job -> !job.hasSucceeded())
            .forEach(job -> mistakes.add(Mistakes.Kind.FAILED_MOVE, job.toString()));
        return jobs;
      }
      LockSupport.parkNanos(PAUSE_NS);
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
    }
  }
}
