package io.ember.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EmberMainTest {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @Test
  void listsItsCommandsWhenAskedForHelp() {
    assertThat(run("--help")).isZero();

    assertThat(text(out)).contains("demo", "node", "cluster", "admin");
    assertThat(text(err)).isEmpty();
  }

  @Test
  void needsACommand() {
    assertThat(run()).isEqualTo(64);

    assertThat(text(err)).contains("usage: ember COMMAND");
  }

  @Test
  void namesAnUnknownCommandAndThoseThatAreAllowed() {
    assertThat(run("serve")).isEqualTo(64);

    assertThat(text(err)).contains("serve").contains("demo, node, cluster, admin, --help");
  }

  @ParameterizedTest
  @ValueSource(strings = {"demo", "node", "cluster", "admin"})
  void explainsTheOptionsOfEachCommand(String command) {
    assertThat(run(command, "--help")).isZero();

    assertThat(text(out)).contains("usage: ember " + command).contains("--help");
  }

  @ParameterizedTest
  @ValueSource(strings = {"demo", "node", "cluster", "admin"})
  void refusesAnUnknownOptionOfEachCommand(String command) {
    assertThat(run(command, "--colour", "red")).isEqualTo(64);

    assertThat(text(err)).contains("unknown option --colour").contains("allowed are");
  }

  @Test
  void saysHowManyPortsAClusterNeeds() {
    assertThat(run("cluster", "--nodes", "3", "--replicas", "1", "--port", "55533", "--dir", "d"))
        .isEqualTo(64);

    assertThat(text(err)).contains("6 nodes need ports up to 55538").contains("is 55535");
  }

  @Test
  void refusesMetricsPortsThatAreTakenOrDoNotExist() {
    for (String first : List.of("7000", "6999", "17002", "65534")) {
      assertThat(
              run(
                  "cluster",
                  "--nodes",
                  "3",
                  "--port",
                  "7000",
                  "--metrics-port",
                  first,
                  "--dir",
                  "d"))
          .isEqualTo(64);
    }

    assertThat(text(err)).contains("--metrics-port 6999: 3 nodes need ports up to 7001");
  }

  @Test
  void saysWhatAdministrationCanDo() {
    assertThat(run("admin", "--node", "localhost:7000")).isEqualTo(64);
    assertThat(run("admin", "--node", "localhost:7000", "dance")).isEqualTo(64);
    assertThat(run("admin", "--node", "localhost", "status")).isEqualTo(64);
    assertThat(run("admin", "--node", "localhost:7000", "add-node")).isEqualTo(64);

    assertThat(text(err))
        .contains(
            "allowed are status, nodes, slots, check, add-node, remove-node, reshard, rebalance,"
                + " migrations, failover, accept-loss, why")
        .contains("unknown action dance")
        .contains("'localhost' is not HOST:PORT")
        .contains("is written add-node HOST:PORT");
  }

  @Test
  void listsTheActionsOfAdministrationInItsHelp() {
    assertThat(run("admin", "--help")).isZero();

    assertThat(text(out))
        .contains("  rebalance [--by slots|keys|bytes|load]")
        .contains("  migrations [pause|resume|cancel ID]\n      lists the migrations")
        .contains("--dry-run");
  }

  @Test
  void saysThatNobodyAnswersWhereItAsks() {
    assertThat(run("admin", "--node", "127.0.0.1:1", "status")).isEqualTo(70);

    assertThat(text(err)).startsWith("ember admin: ");
  }

  @Test
  void refusesValuesOutOfRange() {
    assertThat(run("demo", "--keys", "0")).isEqualTo(64);
    assertThat(run("demo", "--port", "60000")).isEqualTo(64);
    assertThat(run("cluster", "--nodes", "1", "--port", "56000", "--dir", "d")).isEqualTo(64);
  }

  private int run(String... arguments) {
    return EmberMain.run(
        List.of(arguments),
        new PrintStream(out, true, StandardCharsets.UTF_8),
        new PrintStream(err, true, StandardCharsets.UTF_8));
  }

  private static String text(ByteArrayOutputStream stream) {
    return stream.toString(StandardCharsets.UTF_8);
  }
}
