package io.ember.examples.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.ember.examples.cli.ExitCode;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The demonstration itself, small. */
class DemoIT {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  private int run(String... arguments) throws InterruptedException {
    DemoCommand demo = new DemoCommand();
    PrintStream print = new PrintStream(out, true, StandardCharsets.UTF_8);
    return demo.run(demo.options().parse(List.of(arguments)), print);
  }

  @Test
  void movesSlotsAndLosesAPrimaryWithoutLosingAWrite() throws InterruptedException {
    int exitCode = run("--keys", "20000", "--seconds", "2");

    assertThat(exitCode).as(said()).isEqualTo(ExitCode.OK);
    assertThat(said())
        .contains("3 primaries and 3 replicas on 127.0.0.1")
        .contains("1,820 slots in 4 moves")
        .contains("frozen median")
        .contains("clients saw 0 errors, 0 of their connections broke")
        .contains("calls were in flight to the killed node")
        .contains("every value and every answer was right")
        .contains(" 0 acknowledged writes lost");
  }

  @Test
  void failsIfAnAcknowledgedWriteIsLost() throws InterruptedException {
    assertThat(runOnOneNode("lost-write")).as(said()).isEqualTo(ExitCode.FAILED);

    assertThat(said())
        .contains(" 1 acknowledged writes lost")
        .contains(" 1 keys doubled, orphaned or missing");
  }

  @Test
  void failsIfAClientSeesAnError() throws InterruptedException {
    assertThat(runOnOneNode("client-error")).as(said()).isEqualTo(ExitCode.FAILED);

    assertThat(said()).contains(" 1 errors that clients saw").contains("0 acknowledged");
  }

  private int runOnOneNode(String fault) throws InterruptedException {
    return run("--nodes=1", "--replicas=0", "--keys=5000", "--seconds=1", "--inject-fault", fault);
  }

  private String said() {
    return out.toString(StandardCharsets.UTF_8);
  }
}
