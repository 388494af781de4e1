package io.ember.perf.harness;

import io.ember.examples.process.FreePorts;
import io.ember.examples.process.LocalCluster;
import io.ember.examples.process.NodeProcess;
import io.ember.perf.cli.Arguments;
import io.ember.perf.cli.PerfContext;
import io.ember.perf.load.IntervalLog;
import io.ember.perf.load.LoadGenerator;
import io.ember.perf.load.LoadResult;
import io.ember.perf.load.Workload;
import io.ember.perf.report.Block;
import io.ember.perf.report.MarkdownWriter;
import io.ember.perf.report.Report;
import io.ember.perf.report.ResultDirectory;
import io.ember.perf.report.RunInfo;
import io.ember.perf.server.AllocationProbe;
import io.ember.perf.server.ProcessStats;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What a replica costs: the same SETs against a node that nobody copies, one whose replica follows
 * without being waited for, and one that waits for it; all three run the whole time, and are
 * measured one after the other in each round. One thread.
 */
final class ReplicationCost {
  private static final int ROUNDS = 3;

  /** A cluster of one shard. */
  private record Shard(String name, LocalCluster cluster, int port) implements AutoCloseable {
    static Shard start(String name, int replicas, String acks, Path directory, PerfContext context)
        throws InterruptedException {
      List<Integer> ports =
          Stream.generate(FreePorts::next).distinct().limit(1L + replicas).toList();
      LocalCluster.Launch launch =
          new LocalCluster.Launch(
              directory, ports, 1, Map.of("ember.replication.acks", acks, "ember.lanes", "1"));
      return new Shard(name, LocalCluster.start(launch, context.out()), ports.get(0));
    }

    long cpuNs() throws IOException {
      long sum = 0;
      for (NodeProcess node : cluster.nodes()) {
        sum += ProcessStats.cpuNs(node.pid());
      }
      return sum;
    }

    /** {@return bytes that threads of the node have allocated so far} */
    long allocatedBytes(int node) throws IOException {
      try (AllocationProbe probe = AllocationProbe.attach(cluster.nodes().get(node).pid())) {
        return probe.allocatedBytes().values().stream().mapToLong(Long::longValue).sum();
      }
    }

    @Override
    public void close() {
      cluster.close();
    }
  }

  /** The figures of one shard and depth; sums over the rounds. */
  private static final class Sum {
    long operations;
    double seconds;
    long cpuNs;
    long primaryBytes;
    long replicaBytes;

    double perSecond() {
      return operations / seconds;
    }

    double each(long sum) {
      return (double) sum / Math.max(1, operations);
    }
  }

  private ReplicationCost() {}

  static int run(Arguments arguments, PerfContext context, List<Integer> depths, double seconds)
      throws IOException, InterruptedException {
    Instant start = Instant.now();
    RunInfo info = RunInfo.collect(context.home(), start, context.commandLine());
    ResultDirectory directory = HarnessOptions.results(arguments, context, start);
    List<List<String>> rows = new ArrayList<>();
    try (Shard alone = Shard.start("alone", 0, "in-sync", directory.file("alone"), context);
        Shard async = Shard.start("async", 1, "async", directory.file("async"), context);
        Shard inSync = Shard.start("in-sync", 1, "in-sync", directory.file("in-sync"), context)) {
      List<Shard> shards = List.of(alone, async, inSync);
      for (Shard shard : shards) {
        Workload all = workload(arguments, shard, 64);
        LoadGenerator.fill(all, 0, all.keyCount());
      }
      for (int depth : depths) {
        List<Sum> sums = shards.stream().map(shard -> new Sum()).toList();
        for (int round = 0; round < ROUNDS; round++) {
          for (int i = 0; i < shards.size(); i++) {
            measure(workload(arguments, shards.get(i), depth), shards.get(i), seconds, sums.get(i));
          }
        }
        for (int i = 0; i < shards.size(); i++) {
          rows.add(row(shards.get(i).name(), depth, sums.get(i), sums.get(0)));
        }
      }
    }
    Report report =
        new Report("What a replica costs")
            .runInfo(info)
            .paragraph(
                "SET of 64 B, closed loop, "
                    + arguments.getInt(HarnessOptions.CONNECTIONS)
                    + " connections, one lane, "
                    + ROUNDS
                    + " rounds of "
                    + seconds
                    + " s each, in turn. CPU is that of all processes of the shard together;"
                    + " garbage that of all threads of a node, the fixed work of leases, gossip and"
                    + " this measurement included.")
            .add(
                new Block.Table(
                    List.of(
                        "shard",
                        "P",
                        "SET/s",
                        "of alone",
                        "CPU us/SET",
                        "garbage B/SET primary",
                        "replica"),
                    rows));
    directory.write(report);
    context.out().print(MarkdownWriter.render(report));
    return 0;
  }

  private static Workload workload(Arguments arguments, Shard shard, int depth) {
    return new Workload(
        "127.0.0.1",
        shard.port(),
        arguments.getInt(HarnessOptions.CONNECTIONS),
        depth,
        arguments.getInt(HarnessOptions.THREADS),
        arguments.get(HarnessOptions.KEYS),
        64,
        1,
        Workload.Idle.PARK,
        arguments.get(HarnessOptions.SEED));
  }

  private static void measure(Workload workload, Shard shard, double seconds, Sum sum)
      throws IOException, InterruptedException {
    new LoadGenerator(workload, IntervalLog.NONE).closedLoop(0, seconds / 2);
    int last = shard.cluster().nodes().size() - 1;
    long primaryBytes = shard.allocatedBytes(0);
    long replicaBytes = last == 0 ? 0 : shard.allocatedBytes(last);
    long cpuNs = shard.cpuNs();
    LoadResult result = new LoadGenerator(workload, IntervalLog.NONE).closedLoop(0, seconds);
    sum.cpuNs += shard.cpuNs() - cpuNs;
    sum.primaryBytes += shard.allocatedBytes(0) - primaryBytes;
    sum.replicaBytes += last == 0 ? 0 : shard.allocatedBytes(last) - replicaBytes;
    sum.operations += result.operationCount();
    sum.seconds += result.operationCount() / result.operationsPerSecond();
  }

  private static List<String> row(String name, int depth, Sum sum, Sum alone) {
    return List.of(
        name,
        Integer.toString(depth),
        LoadTables.rate(sum.perSecond()),
        String.format(Locale.ROOT, "%.2f", sum.perSecond() / alone.perSecond()),
        String.format(Locale.ROOT, "%.2f", sum.each(sum.cpuNs) / 1000),
        String.format(Locale.ROOT, "%.1f", sum.each(sum.primaryBytes)),
        String.format(Locale.ROOT, "%.1f", sum.each(sum.replicaBytes)));
  }
}
