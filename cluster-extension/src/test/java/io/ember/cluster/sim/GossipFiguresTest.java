package io.ember.cluster.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.ember.cluster.core.gossip.GossipConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * What gossip promises, measured: {@code mvn verify -Psim -pl cluster-extension -am
 * -Dtest=GossipFiguresTest} prints the full table and writes it to {@code target/gossip.md}.
 */
class GossipFiguresTest {
  private static final long SEED = Long.getLong("ember.sim.seed", 20_261_125);

  @Test
  void smallClustersKeepWhatIsPromised() {
    judge(
        List.of(
            GossipFigures.measure(3, SEED, new GossipFigures.Effort(60, 10, 10)),
            GossipFigures.measure(10, SEED, new GossipFigures.Effort(60, 10, 10)),
            GossipFigures.measure(100, SEED, new GossipFigures.Effort(30, 3, 3))));
  }

  @Test
  void nobodyIsDeclaredDeadForStandingStillForSeconds() {
    GossipFigures.Endurance endurance = GossipFigures.endure(100, 10, SEED);

    assertThat(endurance.suspicions()).isPositive();
    assertThat(endurance.falseDeaths()).isEmpty();
  }

  @Test
  @Tag("sim")
  void clustersOfAllSizesKeepWhatIsPromised() throws IOException {
    List<GossipFigures.Figures> all = new ArrayList<>();
    all.add(GossipFigures.measure(3, SEED, new GossipFigures.Effort(500, 60, 60)));
    all.add(GossipFigures.measure(10, SEED, new GossipFigures.Effort(500, 60, 60)));
    all.add(GossipFigures.measure(100, SEED, new GossipFigures.Effort(300, 40, 40)));
    all.add(GossipFigures.measure(1000, SEED, new GossipFigures.Effort(100, 10, 10)));

    report("gossip.md", table(all));
    judge(all);
  }

  @Test
  @Tag("sim")
  void nobodyIsDeclaredDeadForStandingStillForSecondsInADay() throws IOException {
    GossipFigures.Endurance endurance = GossipFigures.endure(100, 24 * 60, SEED);

    report("gossip-day.md", endurance.toString());
    assertThat(endurance.falseDeaths()).isEmpty();
  }

  private static void judge(List<GossipFigures.Figures> all) {
    for (GossipFigures.Figures figures : all) {
      String size = "n = " + figures.members();
      assertThat(figures.updateP99())
          .as("update, %s", size)
          .isLessThanOrEqualTo(figures.updateBound());
      assertThat(figures.largestDatagram())
          .as("datagram, %s", size)
          .isLessThanOrEqualTo(GossipConfig.MAX_DATAGRAM_BYTES);
      assertThat(figures.worstProbeGap())
          .as("probe, %s", size)
          .isLessThanOrEqualTo(figures.probeBound());
      assertThat(figures.suspectMedian()).as("suspect, %s", size).isLessThanOrEqualTo(2);
      assertThat(figures.deadMax()).as("dead, %s", size).isLessThanOrEqualTo(figures.deadBound());
      assertThat(figures.tablesMax()).as("tables, %s", size).isLessThanOrEqualTo(10);
      assertThat(figures.routingMax()).as("routing, %s", size).isLessThanOrEqualTo(10);
    }
    assertThat(variation(all)).isLessThan(0.2);
  }

  private static double variation(List<GossipFigures.Figures> all) {
    double most = all.stream().mapToDouble(GossipFigures.Figures::quietBytes).max().orElseThrow();
    double least = all.stream().mapToDouble(GossipFigures.Figures::quietBytes).min().orElseThrow();
    return most / least - 1;
  }

  private static String table(List<GossipFigures.Figures> all) {
    StringBuilder text = new StringBuilder(GossipFigures.Figures.head());
    all.forEach(figures -> text.append(figures.row()));
    return text.append(
            String.format(
                Locale.ROOT,
                "%nQuiet bytes vary by %.1f %% with n. Seed %d.%n",
                100 * variation(all),
                SEED))
        .toString();
  }

  private static void report(String file, String text) throws IOException {
    System.out.println(text);
    Files.writeString(Files.createDirectories(Path.of("target")).resolve(file), text);
  }
}
