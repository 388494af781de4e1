package io.ember.examples.admin;

import static io.ember.examples.admin.FakeCluster.address;
import static io.ember.examples.admin.FakeCluster.id;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ember.cluster.model.SlotRange;
import io.ember.cluster.model.SlotSet;
import io.ember.examples.cli.CommandException;
import io.ember.examples.cli.UsageException;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.HostAndPort;

/** What moves slots, against a cluster that is played. */
class MoveActionsTest {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
  private boolean isTerminal;

  private static FakeCluster threeAndAnEmptyOne() {
    return new FakeCluster()
        .with(1, 0, 5_460)
        .with(2, 5_461, 10_922)
        .with(3, 10_923, 16_383)
        .with(4, 1, 0)
        .keys(0, 16_383, 2);
  }

  private int run(AdminAction action, FakeCluster cluster, String... words)
      throws InterruptedException {
    List<String> arguments = new ArrayList<>(List.of("--node", "127.0.0.1:1"));
    arguments.addAll(List.of(words));
    var options = AdminOptions.all().parse(arguments);
    AdminOptions.check(action, options);
    try (ClusterClient unused = new ClusterClient(new HostAndPort("127.0.0.1", 1), "")) {
      SlotMover mover = new SlotMover(cluster, cluster, out, isTerminal);
      return action.run(new AdminCall(unused, mover, options.operands(), options, out));
    }
  }

  private String output() {
    return bytes.toString(StandardCharsets.UTF_8);
  }

  // ---- rebalance

  @Test
  void rebalanceGivesEveryNodeItsShareAndWaitsUntilItHasIt() throws InterruptedException {
    FakeCluster cluster = threeAndAnEmptyOne();
    cluster.slotsOfTick = 50;

    assertThat(run(new RebalanceAction(), cluster, "--threshold", "0")).isZero();

    for (int node = 1; node <= 4; node++) {
      assertThat(cluster.slotsOf(node).slotCount()).isEqualTo(4_096);
    }
    assertThat(output())
        .contains("move       1365 slots from " + address(1) + " to " + address(4) + ": ")
        .contains("started    the moves go on if this command ends (Ctrl-C)")
        .containsPattern("moving     \\[#+-*\\] +\\d+ %  \\d+ of 4096 slots, \\d+ keys")
        .containsPattern("\\d+[.]\\d MB/s, \\d+ s left")
        .containsPattern("moved      4096 of 4096 slots, 8192 keys, 8[.]2 MB, in \\d[.]\\d s");
  }

  @Test
  void aDryRunPrintsEachMoveAndTheBalanceAndChangesNothing() throws InterruptedException {
    FakeCluster cluster = threeAndAnEmptyOne();

    assertThat(run(new RebalanceAction(), cluster, "--threshold", "0", "--dry-run")).isZero();

    assertThat(cluster.migrateCalls).isZero();
    assertThat(cluster.slotsOf(4).isEmpty()).isTrue();
    assertThat(output().lines().filter(line -> line.startsWith("move "))).hasSize(3);
    assertThat(output())
        .containsPattern("10.0.0.1:7000 +5461 \\(33.3 %\\) +-> +4096 \\(25.0 %\\)")
        .containsPattern("10.0.0.4:7000 +0 \\(0.0 %\\) +-> +4096 \\(25.0 %\\)")
        .endsWith("dry run    nothing was changed\n");
  }

  @Test
  void nothingMovesWhereNothingHasTo() throws InterruptedException {
    FakeCluster cluster = new FakeCluster().with(1, 0, 8_191).with(2, 8_192, 16_383);

    assertThat(run(new RebalanceAction(), cluster)).isZero();

    assertThat(cluster.migrateCalls).isZero();
    assertThat(output()).endsWith("nothing has to move\n");
  }

  @Test
  void aNodeWithAWeightOfZeroIsEmptied() throws InterruptedException {
    FakeCluster cluster = threeAndAnEmptyOne();

    assertThat(
            run(
                new RebalanceAction(),
                cluster,
                "--weight",
                address(2) + "=0",
                "--weight",
                id(1) + "=2"))
        .isZero();

    assertThat(cluster.slotsOf(2).isEmpty()).isTrue();
    assertThat(cluster.slotsOf(1).slotCount()).isBetween(8_030, 8_360);
    assertThat(cluster.slotsOf(4).slotCount()).isBetween(4_015, 4_180);
  }

  @Test
  void keysAndBytesAreReadFromTheNodes() throws InterruptedException {
    for (String measure : List.of("keys", "bytes")) {
      FakeCluster cluster =
          new FakeCluster().with(1, 0, 8_191).with(2, 8_192, 16_383).keys(0, 99, 50);

      assertThat(run(new RebalanceAction(), cluster, "--by", measure, "--threshold", "0")).isZero();

      assertThat(cluster.slotsOf(2).and(SlotSet.of(new SlotRange(0, 99))).slotCount())
          .as(measure)
          .isEqualTo(50);
    }
    assertThat(output()).containsPattern("10.0.0.1:7000 +5000000 \\(100.0 %\\)");
  }

  @Test
  void loadIsMeasuredForAWhile() throws InterruptedException {
    FakeCluster cluster =
        new FakeCluster().with(1, 0, 8_191).with(2, 8_192, 16_383).load(0, 3, 1_000).load(9, 9, 1);

    assertThat(run(new RebalanceAction(), cluster, "--by", "load", "--measure", "7")).isZero();

    assertThat(cluster.nanoTime()).isGreaterThanOrEqualTo(7_000_000_000L);
    assertThat(cluster.slotsOf(2).and(SlotSet.of(new SlotRange(0, 3))).slotCount()).isEqualTo(2);
    assertThat(cluster.slotsOf(1).slotCount()).isEqualTo(8_190);
    assertThat(output()).contains("measuring  load for 7 s").contains("us of load");
  }

  @Test
  void slotsAreSharedOutByNumberWhileThereIsNothingElse() throws InterruptedException {
    FakeCluster cluster = new FakeCluster().with(1, 0, 16_383).with(2, 1, 0);

    assertThat(run(new RebalanceAction(), cluster, "--by", "load", "--threshold", "0")).isZero();

    assertThat(cluster.slotsOf(2).slotCount()).isEqualTo(8_192);
    assertThat(output()).contains("note: there are no us of load: slots are shared out");
  }

  @Test
  void nothingIsMovedWhileAShardHasNoPrimary() {
    FakeCluster cluster = threeAndAnEmptyOne().health(2, "fail");

    assertThatThrownBy(() -> run(new RebalanceAction(), cluster))
        .isInstanceOf(CommandException.class)
        .hasMessageContaining("10.0.0.2:7000 is failed and owns 5462 slots");
    assertThat(cluster.migrateCalls).isZero();
  }

  @Test
  void aFailedPrimaryWithoutSlotsGetsNone() throws InterruptedException {
    FakeCluster cluster = threeAndAnEmptyOne().health(4, "fail?");

    assertThat(run(new RebalanceAction(), cluster)).isZero();

    assertThat(cluster.slotsOf(4).isEmpty()).isTrue();
  }

  @Test
  void wrongValuesSayWhatIsAllowed() {
    FakeCluster cluster = threeAndAnEmptyOne();

    assertUsage(cluster, "--by hits: allowed are slots, keys, bytes, load", "--by", "hits");
    assertUsage(cluster, "--threshold -1: must be a number of 0 or more", "--threshold", "-1");
    assertUsage(cluster, "--weight x: must be a number", "--weight", id(1) + "=x");
    assertUsage(cluster, "7777 is no node of the cluster", "--weight", "7777=1");
    assertUsage(cluster, "--weight 1: must be key=value", "--weight", "1");
    assertUsage(cluster, "--measure 0: must be a whole number", "--measure", "0");
    assertUsage(
        cluster,
        "one node at least needs more than 0",
        "--weight",
        id(1) + "=0",
        "--weight",
        id(2) + "=0",
        "--weight",
        id(3) + "=0",
        "--weight",
        id(4) + "=0");
    assertThat(cluster.migrateCalls).isZero();
  }

  private void assertUsage(FakeCluster cluster, String message, String... words) {
    assertThatThrownBy(() -> run(new RebalanceAction(), cluster, words))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining(message);
  }

  // ---- reshard

  @Test
  void reshardMovesANumberOfSlotsFromOneNode() throws InterruptedException {
    FakeCluster cluster = threeAndAnEmptyOne();

    assertThat(
            run(
                new ReshardAction(),
                cluster,
                "--from",
                id(3),
                "--to",
                address(4),
                "--slots",
                "100"))
        .isZero();

    assertThat(cluster.slotsOf(4).slotCount()).isEqualTo(100);
    assertThat(cluster.slotsOf(3).slotCount()).isEqualTo(5_361);
  }

  @Test
  void reshardMovesFromAllInRelationToWhatTheyHave() throws InterruptedException {
    FakeCluster cluster = threeAndAnEmptyOne();

    assertThat(run(new ReshardAction(), cluster, "--from", "all", "--to", id(4), "--slots", "300"))
        .isZero();

    assertThat(cluster.slotsOf(4).slotCount()).isEqualTo(300);
    assertThat(cluster.slotsOf(1).slotCount()).isEqualTo(5_361);
    assertThat(cluster.slotsOf(2).slotCount()).isEqualTo(5_362);
  }

  @Test
  void reshardMovesTheSlotsOfAListFromWhoeverOwnsThem() throws InterruptedException {
    FakeCluster cluster = threeAndAnEmptyOne();

    assertThat(
            run(new ReshardAction(), cluster, "--to", id(4), "--slots-list", "5000-5999,3,16383"))
        .isZero();

    assertThat(cluster.slotsOf(4).toString()).isEqualTo("3,5000-5999,16383");
  }

  @Test
  void reshardRefusesWhatIsHalfSaidOrImpossible() {
    FakeCluster cluster = threeAndAnEmptyOne();
    List<String[]> wrong =
        List.of(
            new String[] {"--to", id(4)},
            new String[] {"--to", id(4), "--slots", "5"},
            new String[] {"--from", id(1), "--slots", "5"},
            new String[] {"--to", id(4), "--slots-list", "1", "--from", id(1)});
    for (String[] words : wrong) {
      assertThatThrownBy(() -> run(new ReshardAction(), cluster, words))
          .isInstanceOf(UsageException.class)
          .hasMessageContaining("is written reshard --to ID");
    }
    assertThatThrownBy(
            () -> run(new ReshardAction(), cluster, "--to", id(1), "--slots", "9", "--from", id(4)))
        .hasMessageContaining("--slots 9: the sources own 0 slots; 9 cannot be taken");
    for (String list : List.of("16384", "5-4", "a", "1-2-3", "-1")) {
      assertThatThrownBy(
              () -> run(new ReshardAction(), cluster, "--to", id(1), "--slots-list", list))
          .isInstanceOf(UsageException.class)
          .hasMessageContaining("neither a slot from 0 to 16383 nor a range");
    }
    assertThat(cluster.migrateCalls).isZero();
  }

  // ---- what can happen to jobs

  @Test
  void aJobThatFailsIsNamedWithItsReasonAfterTheOthersHaveEnded() {
    FakeCluster cluster = threeAndAnEmptyOne().with(5, 1, 0).fails(5, "the target has no memory");

    assertThatThrownBy(() -> run(new RebalanceAction(), cluster))
        .isInstanceOfSatisfying(
            CommandException.class, failure -> assertThat(failure.exitCode()).isEqualTo(1))
        .hasMessageMatching("job job\\d+ failed: the target has no memory");

    assertThat(cluster.jobs()).allMatch(MigrationJob::hasEnded);
    assertThat(cluster.jobs()).anyMatch(MigrationJob::hasSucceeded);
    assertThat(output())
        .containsPattern("job +job\\d+ failed, 10.0.0.\\d:7000 -> 10.0.0.5:7000, slots .*: the");
  }

  @Test
  void whatHasBegunIsWaitedForIfALaterOwnerRefuses() {
    FakeCluster cluster = threeAndAnEmptyOne().refuses(2, "ERR a migration runs already");

    assertThatThrownBy(() -> run(new RebalanceAction(), cluster))
        .isInstanceOf(CommandException.class)
        .hasMessage("10.0.0.2:7000 does not begin: ERR a migration runs already");

    assertThat(cluster.migrateCalls).isEqualTo(2);
    assertThat(cluster.jobs()).hasSize(1).allMatch(MigrationJob::hasSucceeded);
  }

  @Test
  void nothingIsWaitedForIfTheFirstOwnerRefuses() {
    FakeCluster cluster = threeAndAnEmptyOne().refuses(1, "ERR no");

    assertThatThrownBy(() -> run(new RebalanceAction(), cluster)).hasMessageContaining("ERR no");

    assertThat(output()).doesNotContain("started");
    assertThat(cluster.nanoTime()).isZero();
  }

  @Test
  void jobsThatAMoveIsCutIntoAreAllWaitedFor() throws InterruptedException {
    FakeCluster cluster = threeAndAnEmptyOne();
    cluster.slotsOfJob = 16;
    cluster.slotsOfTick = 1;

    assertThat(run(new RebalanceAction(), cluster, "--threshold", "0")).isZero();

    assertThat(cluster.slotsOf(4).slotCount()).isEqualTo(4_096);
  }

  @Test
  void jobsThatNodesForgetAreKnownByTheirSlots() throws InterruptedException {
    FakeCluster cluster = threeAndAnEmptyOne();
    cluster.forgetsEndedJobs = true;

    assertThat(run(new RebalanceAction(), cluster, "--threshold", "0")).isZero();

    assertThat(output()).contains("moved      4096 of 4096 slots");
    assertThat(cluster.slotsOf(4).slotCount()).isEqualTo(4_096);
  }

  @Test
  void jobsOfOthersAreNotWaitedFor() throws InterruptedException {
    FakeCluster cluster = threeAndAnEmptyOne().stranger(1, 4, SlotSet.of(new SlotRange(0, 5_460)));

    assertThat(run(new RebalanceAction(), cluster, "--threshold", "0")).isZero();

    assertThat(output()).contains("moved      4096 of 4096 slots");
  }

  @Test
  void aJobThatNobodyKnowsOfIsNotWaitedForForEver() {
    FakeCluster cluster = threeAndAnEmptyOne();
    cluster.losesJobs = true;

    assertThatThrownBy(() -> run(new RebalanceAction(), cluster))
        .isInstanceOf(CommandException.class)
        .hasMessageContaining("no node knows of a job that moves the slots");
  }

  // ---- how it is shown

  @Test
  void aTerminalSeesOneLineThatIsWrittenAnew() throws InterruptedException {
    isTerminal = true;

    assertThat(run(new RebalanceAction(), threeAndAnEmptyOne())).isZero();

    List<String> lines = output().lines().toList();
    assertThat(output()).contains("\rmoving     [");
    // Each rewriting covers the line before.
    String[] shown = output().split("\r", -1);
    for (int i = 2; i < shown.length; i++) {
      assertThat(shown[i].stripTrailing().length())
          .isLessThanOrEqualTo(shown[i].replace("\n", "").length());
      assertThat(shown[i].length()).isGreaterThanOrEqualTo(shown[i - 1].stripTrailing().length());
    }
    assertThat(lines).anyMatch(line -> line.startsWith("moved "));
  }

  @Test
  void elsewhereALineASecondIsEnough() throws InterruptedException {
    FakeCluster cluster = threeAndAnEmptyOne();
    cluster.slotsOfTick = 10;

    assertThat(run(new RebalanceAction(), cluster, "--threshold", "0")).isZero();

    long seconds = cluster.nanoTime() / 1_000_000_000L;
    assertThat(output()).doesNotContain("\r");
    assertThat(output().lines().filter(line -> line.startsWith("moving")).count())
        .isBetween(seconds / 2, seconds + 2);
  }

  // ---- draining

  @Test
  void drainingMovesWhatTheNodeHasAndNothingElse() throws InterruptedException {
    FakeCluster cluster = threeAndAnEmptyOne();

    assertThat(run(new RemoveNodeAction(), cluster, id(3), "--drain", "--dry-run")).isZero();

    assertThat(cluster.migrateCalls).isZero();
    assertThat(output().lines().filter(line -> line.startsWith("move ")))
        .allMatch(line -> line.contains("from " + address(3)))
        .anyMatch(line -> line.contains("to " + address(4)));
    assertThat(output()).containsPattern("10.0.0.3:7000 +5461 \\(33.3 %\\) +-> +0 \\(0.0 %\\)");
  }

  @Test
  void aNodeWithSlotsIsRemovedOnlyIfItIsDrained() {
    assertThatThrownBy(() -> run(new RemoveNodeAction(), threeAndAnEmptyOne(), id(3)))
        .isInstanceOf(CommandException.class)
        .hasMessageContaining("owns 5461 slots; move them first, or use --drain");
    FakeCluster alone = new FakeCluster().with(1, 0, 16_383);
    assertThatThrownBy(() -> run(new RemoveNodeAction(), alone, id(1), "--drain"))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("no other node");
  }

  @Test
  void aNodeIsNotRemovedIfItCannotBeDrained() {
    FakeCluster cluster = threeAndAnEmptyOne().fails(4, "the target has no memory");

    // The client of the test reaches nobody: to go on to the removal would be another failure.
    assertThatThrownBy(() -> run(new RemoveNodeAction(), cluster, id(3), "--drain"))
        .isInstanceOf(CommandException.class)
        .hasMessageContaining("the target has no memory");
  }

  @Test
  void optionsOfOtherActionsAreRefused() {
    FakeCluster cluster = threeAndAnEmptyOne();

    assertThatThrownBy(() -> run(new StatusAction(), cluster, "--drain"))
        .isInstanceOf(UsageException.class)
        .hasMessage("status takes no --drain");
    assertThatThrownBy(() -> run(new ReshardAction(), cluster, "--by", "keys"))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("reshard takes no --by; allowed are --from, --to, --slots");
    assertThatThrownBy(() -> run(new AddNodeAction(), cluster, "a:1", "--dry-run"))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("--dry-run needs --rebalance");
    assertThatThrownBy(() -> run(new RemoveNodeAction(), cluster, id(1), "--by", "keys"))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("--by needs --drain");
  }

  // ---- migrations

  @Test
  void listsMigrationsWithTheAddressesOfTheirNodes() throws InterruptedException {
    FakeCluster cluster = threeAndAnEmptyOne().fails(4, "no memory");
    assertThatThrownBy(
            () -> run(new ReshardAction(), cluster, "--to", id(4), "--slots-list", "0-9"))
        .isInstanceOf(CommandException.class);
    bytes.reset();

    assertThat(run(new MigrationsAction(), cluster)).isZero();

    assertThat(output())
        .isEqualTo(
            "job0 failed     10.0.0.1:7000 -> 10.0.0.4:7000, 5 of 10 slots, 10 keys, 0.0 MB: 0-9"
                + " (no memory)\n1 migrations, 0 of them run\n");
  }

  @Test
  void pausesResumesAndCancelsMigrations() throws InterruptedException {
    FakeCluster cluster = threeAndAnEmptyOne();

    assertThat(run(new MigrationsAction(), cluster, "pause", "abc")).isZero();
    assertThat(run(new MigrationsAction(), cluster, "resume", "abc")).isZero();
    assertThat(run(new MigrationsAction(), cluster, "cancel", "abc")).isZero();

    assertThat(cluster.steered).containsExactly("PAUSE abc", "RESUME abc", "CANCEL abc");
    assertThatThrownBy(() -> run(new MigrationsAction(), cluster, "stop", "abc"))
        .isInstanceOf(UsageException.class);
    assertThatThrownBy(() -> run(new MigrationsAction(), cluster, "pause"))
        .isInstanceOf(UsageException.class);
  }
}
