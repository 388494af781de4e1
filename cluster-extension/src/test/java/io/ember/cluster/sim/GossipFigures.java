package io.ember.cluster.sim;

import io.ember.cluster.core.gossip.GossipConfig;
import io.ember.cluster.core.gossip.GossipEvent;
import io.ember.cluster.core.gossip.GossipInput;
import io.ember.cluster.core.gossip.GossipMessage;
import io.ember.cluster.core.gossip.MemberInfo;
import io.ember.cluster.core.gossip.MemberStatus;
import io.ember.cluster.model.NodeId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;

/**
 * Measures one simulated cluster of gossiping nodes against what is promised of it. Durations are
 * in periods of true time.
 */
final class GossipFigures {
  private static final GossipConfig CONFIG = GossipConfig.DEFAULTS;
  private static final long MS_PER_PERIOD = CONFIG.periodMs();
  private static final long CHECK_MS = MS_PER_PERIOD / 10;

  /** Past it a wait is given up, and the figure is this. */
  private static final int PATIENCE_PERIODS = 400;

  static final SimNetwork.Weather ONE_PERCENT_LOSS =
      new SimNetwork.Weather(100_000, 2_000_000, 0.01, 0, 0);

  /** How much is measured. */
  record Effort(int updates, int crashes, int bursts) {}

  /** What was measured of one size. */
  record Figures(
      int members,
      long seed,
      double updateP50,
      double updateP99,
      double quietBytes,
      long largestDatagram,
      int worstProbeGap,
      double suspectMedian,
      double deadMax,
      double tablesMax,
      double routingMax) {

    int updateBound() {
      return 2 * ceilLog2(members) + 2;
    }

    int probeBound() {
      return 2 * members - 1;
    }

    double deadBound() {
      return CONFIG.suspicionMultiplier() * Math.max(1, Math.log10(members)) + updateBound();
    }

    static String head() {
      return """
          | n | update reaches all: p50 | p99 | bound | quiet: bytes per node and period | largest datagram | longest way to the next probe | bound (2n-1) | crash: Suspect somewhere, median | Dead everywhere, worst | bound | quiet: member tables equal, worst | committed state pulled by all, worst |
          | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |
          """;
    }

    String row() {
      return String.format(
          Locale.ROOT,
          "| %d | %.1f | %.1f | %d | %.1f | %d | %d | %d | %.1f | %.1f | %.1f | %.1f | %.1f |%n",
          members,
          updateP50,
          updateP99,
          updateBound(),
          quietBytes,
          largestDatagram,
          worstProbeGap,
          probeBound(),
          suspectMedian,
          deadMax,
          deadBound(),
          tablesMax,
          routingMax);
    }
  }

  private final GossipCluster cluster;
  private final int members;
  private final long seed;
  private final SplittableRandom chance;

  private GossipFigures(int members, long seed) {
    this.members = members;
    this.seed = seed;
    cluster = new GossipCluster(members, CONFIG, seed);
    chance = new SplittableRandom(seed);
  }

  static int ceilLog2(int n) {
    return 32 - Integer.numberOfLeadingZeros(n - 1);
  }

  /** Measures all but the long run. */
  static Figures measure(int members, long seed, Effort effort) {
    return new GossipFigures(members, seed).measure(effort);
  }

  private Figures measure(Effort effort) {
    ProbeGaps gaps = new ProbeGaps(members);
    cluster.watch(gaps);
    cluster.startAllAcquainted();
    // Until the news of the start are spread: each is sent so often, ten at a time, by two messages
    // a period.
    runPeriods(members * 4 * ceilLog2(members + 1) / 10 / 2 + 20);
    runPeriods(2 * members);
    cluster.watch(new Silent());

    long bytesBefore = cluster.datagramBytes();
    int quietPeriods = 50;
    runPeriods(quietPeriods);
    double quietBytes = (double) (cluster.datagramBytes() - bytesBefore) / members / quietPeriods;

    cluster.network.setWeather(ONE_PERCENT_LOSS);
    double[] updates = repeat(effort.updates(), this::update);
    double[][] crashes = new double[effort.crashes()][];
    for (int i = 0; i < crashes.length; i++) {
      crashes[i] = crash();
    }
    double[] tables = repeat(effort.bursts(), this::burst);
    double[] routing = repeat(effort.bursts(), this::advance);
    return new Figures(
        members,
        seed,
        percentile(updates, 50),
        percentile(updates, 99),
        quietBytes,
        cluster.largestDatagram(),
        gaps.worst(),
        percentile(Arrays.stream(crashes).mapToDouble(crash -> crash[0]).toArray(), 50),
        Arrays.stream(crashes).mapToDouble(crash -> crash[1]).max().orElseThrow(),
        percentile(tables, 100),
        percentile(routing, 100));
  }

  private interface Trial {
    double run();
  }

  private double[] repeat(int times, Trial trial) {
    double[] results = new double[times];
    for (int i = 0; i < times; i++) {
      results[i] = trial.run();
      runPeriods(10);
    }
    return results;
  }

  /** One member has news of itself. {@return periods until all know it} */
  private double update() {
    GossipCluster.Node source = cluster.node(chance.nextInt(members));
    announce(source);
    long incarnation = source.engine().self().incarnation();
    return periodsUntil(
        () -> {
          for (GossipCluster.Node node : cluster.nodes()) {
            MemberInfo info = node == source ? null : node.engine().member(source.id);
            if (info != null && info.incarnation() < incarnation) {
              return false;
            }
          }
          return true;
        });
  }

  private void announce(GossipCluster.Node source) {
    cluster.input(source.index, new GossipInput.AddressChanged(source.bus));
  }

  /** {@return periods until it is suspected somewhere, and dead everywhere} */
  private double[] crash() {
    int victim = chance.nextInt(members);
    cluster.runMs(chance.nextLong(MS_PER_PERIOD));
    cluster.crash(victim);
    double suspect = periodsUntil(() -> suspectedSomewhere(victim));
    double dead = suspect + periodsUntil(() -> cluster.allBelieve(victim, MemberStatus.DEAD));
    cluster.start(victim);
    cluster.input(victim, new GossipInput.Contact(cluster.node((victim + 1) % members).bus));
    periodsUntil(() -> cluster.allBelieve(victim, MemberStatus.ALIVE));
    runPeriods(10);
    return new double[] {suspect, dead};
  }

  private boolean suspectedSomewhere(int victim) {
    for (GossipCluster.Node node : cluster.nodes()) {
      if (node.isUp() && cluster.belief(node.index, victim) != MemberStatus.ALIVE) {
        return true;
      }
    }
    return false;
  }

  /**
   * A tenth of the members have news at once, but no more than go into one datagram: more take
   * their time by their number. {@return periods until all tables are equal}
   */
  private double burst() {
    int count = Math.max(1, Math.min(members / 10, CONFIG.maxPiggyback()));
    for (int i = 0; i < count; i++) {
      announce(cluster.node(chance.nextInt(members)));
    }
    return periodsUntil(this::tablesEqual);
  }

  private boolean tablesEqual() {
    Map<NodeId, MemberInfo> truth = new HashMap<>();
    cluster.nodes().forEach(node -> truth.put(node.id, node.engine().self()));
    for (GossipCluster.Node node : cluster.nodes()) {
      if (node.engine().members().size() != members - 1) {
        return false;
      }
      for (MemberInfo info : node.engine().members()) {
        if (!info.equals(truth.get(info.id()))) {
          return false;
        }
      }
    }
    return true;
  }

  /** One member applies a newer configuration. {@return periods until all pulled it} */
  private double advance() {
    int source = chance.nextInt(members);
    long index =
        1 + cluster.nodes().stream().mapToLong(node -> node.appliedIndex()).max().orElse(0);
    cluster.advance(source, 1, index);
    return periodsUntil(
        () -> cluster.nodes().stream().allMatch(node -> node.appliedIndex() == index));
  }

  private double periodsUntil(BooleanSupplier reached) {
    long startNs = cluster.schedule.nowNs();
    for (long ms = 0; ms < PATIENCE_PERIODS * MS_PER_PERIOD; ms += CHECK_MS) {
      if (reached.getAsBoolean()) {
        break;
      }
      cluster.runMs(CHECK_MS);
    }
    return (cluster.schedule.nowNs() - startNs) / 1e6 / MS_PER_PERIOD;
  }

  private void runPeriods(int periods) {
    cluster.runMs(periods * MS_PER_PERIOD);
  }

  static double percentile(double[] values, double percent) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int rank = (int) Math.ceil(percent / 100 * sorted.length);
    return sorted[Math.max(1, rank) - 1];
  }

  /** Keeps nothing. */
  private static class Silent implements GossipCluster.Watcher {
    @Override
    public void event(GossipCluster.Node observer, GossipEvent event) {
      // Of no interest, and too many to keep.
    }
  }

  /** After how many probes of its own a node comes back to the same member. */
  private static final class ProbeGaps extends Silent {
    private final int[][] lastSeen;
    private final int[] probes;
    private final Map<NodeId, Integer> numbers = new HashMap<>();
    private int worst;

    ProbeGaps(int members) {
      lastSeen = new int[members][members];
      probes = new int[members];
    }

    @Override
    public void datagram(GossipCluster.Node sender, NodeId receiver, GossipMessage message) {
      if (message instanceof GossipMessage.Ping) {
        int target = numbers.computeIfAbsent(receiver, id -> numbers.size());
        int now = ++probes[sender.index];
        worst = Math.max(worst, now - lastSeen[sender.index][target]);
        lastSeen[sender.index][target] = now;
      }
    }

    /** {@return the longest gap, those included that are still open} */
    int worst() {
      int longest = worst;
      for (int i = 0; i < probes.length; i++) {
        int own = i;
        int open =
            numbers.entrySet().stream()
                .mapToInt(entry -> probes[own] - lastSeen[own][entry.getValue()])
                .sorted()
                .limit(probes.length - 1L)
                .max()
                .orElse(0);
        longest = Math.max(longest, open);
      }
      return longest;
    }
  }

  // ---- the long run

  /** What a long time of loss and pauses did. */
  record Endurance(
      int members, long hours, long seed, long pauses, long suspicions, List<String> falseDeaths) {
    @Override
    public String toString() {
      return String.format(
          Locale.ROOT,
          "%d members, %d virtual hours, seed %d, 1 %% loss: %d pauses of 1 to 8 s, %d times"
              + " some member suspected another, healthy members declared dead: %d%n",
          members,
          hours,
          seed,
          pauses,
          suspicions,
          falseDeaths.size());
    }
  }

  /**
   * 1 % loss, and each minute a twentieth of the members stands still for 1 to 8 s. Nobody crashes,
   * so each death is a false one.
   */
  static Endurance endure(int members, long minutes, long seed) {
    GossipFigures figures = new GossipFigures(members, seed);
    GossipCluster cluster = figures.cluster;
    long[] suspicions = new long[1];
    List<String> falseDeaths = new ArrayList<>();
    cluster.watch(
        new Silent() {
          @Override
          public void event(GossipCluster.Node observer, GossipEvent event) {
            if (event instanceof GossipEvent.MemberSuspected) {
              suspicions[0]++;
            } else if (event instanceof GossipEvent.MemberFailed failed) {
              falseDeaths.add(
                  cluster.schedule.nowNs() / 1_000_000 + " ms: " + observer.index + " " + failed);
            }
          }
        });
    cluster.startAllAcquainted();
    cluster.network.setWeather(ONE_PERCENT_LOSS);
    long pauses = 0;
    for (long minute = 0; minute < minutes; minute++) {
      for (int i = 0; i < Math.max(1, members / 20); i++) {
        int victim = figures.chance.nextInt(members);
        long atNs = figures.chance.nextLong(51_000) * 1_000_000;
        long lengthNs = figures.chance.nextLong(1_000, 8_001) * 1_000_000;
        pauses++;
        cluster.schedule.after(
            atNs,
            "pause",
            () -> {
              if (!cluster.node(victim).isPaused()) {
                cluster.pause(victim);
                cluster.schedule.after(lengthNs, "resume", () -> cluster.resume(victim));
              }
            });
      }
      cluster.runMs(60_000);
    }
    return new Endurance(members, minutes / 60, seed, pauses, suspicions[0], falseDeaths);
  }
}
