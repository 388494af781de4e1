package io.ember.examples.admin;

import io.ember.cluster.model.SlotRange;
import io.ember.cluster.model.SlotSet;
import io.ember.examples.admin.plan.SlotMove;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.exceptions.JedisDataException;

/** A cluster that moves slots as its own time passes: with each pause of the one who waits. */
final class FakeCluster implements SlotCluster, Pace {
  private static final long PAUSE_NS = TimeUnit.MILLISECONDS.toNanos(200);
  private static final int BYTES_OF_KEY = 1_000;

  private static final class Job {
    final String name;
    final String source;
    final String target;
    final SlotSet slots;
    int moved;
    String state = "pending";
    String message = "";

    Job(String name, String source, String target, SlotSet slots) {
      this.name = name;
      this.source = source;
      this.target = target;
      this.slots = slots;
    }
  }

  private final Map<String, SlotSet> primaries = new LinkedHashMap<>();
  private final Map<String, String> flags = new HashMap<>();
  private final long[] keys = new long[16_384];
  private final long[] cpuMicros = new long[16_384];
  private final long[] cpuOfTick = new long[16_384];
  private final List<Job> jobs = new ArrayList<>();
  private final Map<String, String> refusals = new HashMap<>();
  private final Map<String, String> failures = new HashMap<>();
  final List<String> steered = new ArrayList<>();
  int slotsOfTick = 500;
  int slotsOfJob = 16_384;
  boolean forgetsEndedJobs;
  boolean losesJobs;
  int migrateCalls;
  private long nowNs;

  static String id(int number) {
    return Integer.toString(number).repeat(40);
  }

  static String address(int number) {
    return "10.0.0." + number + ":7000";
  }

  /** A primary whose id is its digit forty times. */
  FakeCluster with(int number, int first, int last) {
    primaries.put(
        id(number), first > last ? SlotSet.EMPTY : SlotSet.of(new SlotRange(first, last)));
    return this;
  }

  FakeCluster health(int number, String flag) {
    flags.put(id(number), "," + flag);
    return this;
  }

  FakeCluster keys(int first, int last, long each) {
    IntStream.rangeClosed(first, last).forEach(slot -> keys[slot] = each);
    return this;
  }

  /** Calls on these slots cost so much time with each pause. */
  FakeCluster load(int first, int last, long microsOfTick) {
    IntStream.rangeClosed(first, last).forEach(slot -> cpuOfTick[slot] = microsOfTick);
    return this;
  }

  FakeCluster refuses(int source, String message) {
    refusals.put(id(source), message);
    return this;
  }

  /** Jobs to that node fail when half of their slots have moved. */
  FakeCluster fails(int target, String message) {
    failures.put(id(target), message);
    return this;
  }

  /** A job that somebody else has begun. */
  FakeCluster stranger(int source, int target, SlotSet slots) {
    jobs.add(new Job("stranger", id(source), id(target), slots));
    return this;
  }

  SlotSet slotsOf(int number) {
    return slotsOf(id(number));
  }

  private SlotSet slotsOf(String id) {
    return primaries.getOrDefault(id, SlotSet.EMPTY);
  }

  // ---- the cluster

  @Override
  public List<NodeLine> nodes() {
    List<NodeLine> nodes = new ArrayList<>();
    primaries.forEach(
        (id, slots) -> {
          String ranges =
              slots.isEmpty() ? "" : " " + slots.toString().replace(',', ' ') + " [9->-" + id + "]";
          nodes.add(
              NodeLine.parse(
                  id
                      + " "
                      + new HostAndPort("10.0.0." + id.charAt(0), 7000)
                      + "@17000 master"
                      + flags.getOrDefault(id, "")
                      + " - 0 0 1 connected"
                      + ranges));
        });
    return nodes;
  }

  @Override
  public List<SlotStat> slotStats(NodeLine primary) {
    return IntStream.of(slotsOf(primary.id()).toArray())
        .mapToObj(
            slot -> new SlotStat(slot, keys[slot], cpuMicros[slot], keys[slot] * BYTES_OF_KEY))
        .toList();
  }

  @Override
  public void migrate(NodeLine source, List<SlotMove> moves) {
    migrateCalls++;
    String refusal = refusals.get(source.id());
    if (refusal != null) {
      throw new JedisDataException(refusal);
    }
    for (SlotMove move : moves) {
      if (!slotsOf(source.id()).containsAll(move.slots())) {
        throw new JedisDataException("ERR slots are not served by this node");
      }
      int[] slots = move.slots().toArray();
      for (int from = 0; from < slots.length; from += slotsOfJob) {
        int to = Math.min(slots.length, from + slotsOfJob);
        jobs.add(
            new Job(
                "job" + jobs.size(),
                source.id(),
                move.target(),
                SlotSet.ofSlots(IntStream.range(from, to).map(i -> slots[i]).toArray())));
      }
    }
  }

  @Override
  public List<MigrationJob> jobs() {
    return losesJobs ? List.of() : jobs.stream().filter(this::isKnown).map(this::told).toList();
  }

  /** One that has just begun is not yet known everywhere. */
  private boolean isKnown(Job job) {
    boolean isSeen = !job.state.equals("pending") || job.name.equals("stranger");
    return isSeen && !(forgetsEndedJobs && job.state.equals("success"));
  }

  private MigrationJob told(Job job) {
    long carried = 0;
    int[] slots = job.slots.toArray();
    for (int i = 0; i < job.moved; i++) {
      carried += keys[slots[i]];
    }
    return new MigrationJob(
        job.name,
        job.slots,
        job.source,
        job.target,
        job.state,
        job.message,
        job.moved,
        carried * BYTES_OF_KEY,
        carried,
        MigrationJob.UNKNOWN);
  }

  @Override
  public String steer(String verb, String job) {
    steered.add(verb + " " + job);
    return "OK";
  }

  // ---- its time

  @Override
  public long nanoTime() {
    return nowNs;
  }

  @Override
  public void pause() {
    nowNs += PAUSE_NS;
    for (int slot = 0; slot < cpuMicros.length; slot++) {
      cpuMicros[slot] += cpuOfTick[slot];
    }
    if (!losesJobs) {
      jobs.stream().filter(job -> !job.name.equals("stranger")).forEach(this::go);
    }
  }

  private void go(Job job) {
    if (List.of("success", "failed").contains(job.state)) {
      return;
    }
    job.state = "streaming";
    int[] slots = job.slots.toArray();
    String failure = failures.get(job.target);
    int end = failure == null ? slots.length : slots.length / 2;
    int to = Math.min(end, job.moved + slotsOfTick);
    SlotSet moved = SlotSet.ofSlots(IntStream.range(job.moved, to).map(i -> slots[i]).toArray());
    primaries.merge(job.source, moved, SlotSet::minus);
    primaries.merge(job.target, moved, SlotSet::plus);
    job.moved = to;
    if (to == end) {
      job.state = failure == null ? "success" : "failed";
      job.message = failure == null ? "" : failure;
    }
  }
}
