package io.ember.perf.reshard;

import io.ember.perf.load.IntervalLog;
import io.ember.perf.server.RespProbe;
import io.ember.perf.shards.Shards;
import java.io.IOException;
import java.io.PrintStream;
import java.util.BitSet;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Moves slots of one cluster under load. Owner thread: the harness. */
final class ReshardRun {
  private static final int LAST_SLOT = 16_383;
  private static final int PROBE_MS = 1_000;

  /** Until the last node of Redis has heard of a move: its tool refuses to begin another before. */
  private static final double GOSSIP_SECONDS = 2;

  private final Shards shards;
  private final LoadPlan plan;
  private final SlotMove move;
  private final PrintStream out;
  private final AuditedKeys keys;
  private final PhaseClock clock = new PhaseClock();

  ReshardRun(Shards shards, LoadPlan plan, SlotMove move, PrintStream out) {
    this.shards = shards;
    this.plan = plan;
    this.move = move;
    this.out = out;
    keys = new AuditedKeys(plan.keys(), plan.valueBytes());
  }

  /**
   * Fills the cluster, runs the load with the move in its middle, and looks for every key.
   *
   * @param log gets the latencies
   */
  ReshardResult run(IntervalLog log) throws IOException, InterruptedException {
    shards.awaitWhole();
    Shards.await("every node to serve", () -> shards.ports().stream().allMatch(this::serves));
    NodeTable table = NodeTable.of(shards.ports().get(0));
    NodeTable.Primary source = table.owner(0);
    NodeTable.Primary target = table.owner(LAST_SLOT);
    if (source.equals(target)) {
      throw new IOException("one node owns the first and the last slot");
    }
    BitSet moving = lowest(source.slots(), plan.slots());
    int keysMoving = keys.countIn(moving);
    out.printf("%s: writing %,d keys%n", shards.name(), keys.count());
    KeyAudit.fill(source.port(), keys);
    Place.Layout layout = new Place.Layout(moving, source.slots(), target.slots());
    LatencyBook book = new LatencyBook(log);
    try (LoadClient client = LoadClient.connect(plan.client(), plan, shards.ports());
        SteadyLoad load = new SteadyLoad(client, keys, plan, clock, book, layout)) {
      ScheduledExecutorService ticker = Executors.newSingleThreadScheduledExecutor();
      try {
        ticker.scheduleAtFixedRate(book::endInterval, 1, 1, TimeUnit.SECONDS);
        SlotMove.Outcome outcome = phases(source, target, moving, keysMoving);
        load.stop();
        stop(ticker);
        book.endInterval();
        NodeTable after = NodeTable.of(target.port());
        KeyAudit audit = KeyAudit.run(after, keys);
        return new ReshardResult(
            shards.name(),
            moving.cardinality(),
            keysMoving,
            keys.entryBytes(),
            clock.beganNs(Phase.AFTER) - clock.beganNs(Phase.DURING),
            outcome,
            arrived(after, target, moving),
            clock,
            book,
            load.done(),
            load.errors(),
            load.errorTexts(),
            load.wrong(),
            client.movedCount(),
            audit,
            audit.isRight(keys));
      } finally {
        ticker.shutdownNow();
      }
    }
  }

  private SlotMove.Outcome phases(
      NodeTable.Primary source, NodeTable.Primary target, BitSet moving, int keysMoving)
      throws IOException, InterruptedException {
    warmUp(source, target, moving);
    clock.advance();
    sleep(plan.seconds());
    out.printf(
        "%s: moving %,d slots with %,d keys%n", shards.name(), moving.cardinality(), keysMoving);
    clock.advance();
    SlotMove.Outcome outcome = move.run(source, target, moving);
    clock.advance();
    out.printf("%s: %s%n", shards.name(), outcome.message());
    sleep(plan.seconds());
    return outcome;
  }

  private void warmUp(NodeTable.Primary source, NodeTable.Primary target, BitSet moving)
      throws IOException, InterruptedException {
    BitSet half = lowest(moving, moving.cardinality() / 2);
    for (int i = 0; i < plan.warmUpMoves() && !half.isEmpty(); i++) {
      out.printf("%s: moving %,d slots there and back%n", shards.name(), half.cardinality());
      warmUp(move.run(source, target, half));
      warmUp(move.run(target, source, half));
    }
    sleep(plan.warmUpSeconds());
  }

  private void warmUp(SlotMove.Outcome outcome) throws IOException, InterruptedException {
    if (!outcome.succeeded()) {
      throw new IOException(outcome.message());
    }
    sleep(GOSSIP_SECONDS);
  }

  private static void sleep(double seconds) throws InterruptedException {
    TimeUnit.NANOSECONDS.sleep((long) (seconds * 1e9));
  }

  private static void stop(ScheduledExecutorService ticker) throws InterruptedException {
    ticker.shutdown();
    if (!ticker.awaitTermination(1, TimeUnit.MINUTES)) {
      throw new IllegalStateException("the latencies of an interval are not written");
    }
  }

  private boolean serves(int port) {
    try (RespProbe probe = new RespProbe(Shards.HOST, port, PROBE_MS)) {
      return probe.call("CLUSTER", "INFO").contains("cluster_state:ok");
    } catch (IOException e) {
      return false; // not yet
    }
  }

  private static BitSet lowest(BitSet slots, int count) {
    BitSet lowest = new BitSet();
    slots.stream().limit(count).forEach(lowest::set);
    return lowest;
  }

  private static int arrived(NodeTable after, NodeTable.Primary target, BitSet moving) {
    BitSet there = new BitSet();
    after.primaries().stream()
        .filter(primary -> primary.id().equals(target.id()))
        .forEach(primary -> there.or(primary.slots()));
    there.and(moving);
    return there.cardinality();
  }
}
