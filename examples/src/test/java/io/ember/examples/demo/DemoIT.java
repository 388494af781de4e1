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
  void passesOnThreeNodes() throws InterruptedException {
    assertThat(run("--keys", "20000", "--seconds", "1")).isEqualTo(ExitCode.OK);

    assertThat(out.toString(StandardCharsets.UTF_8))
        .contains("3 nodes on 127.0.0.1")
        .contains("every value and every answer was right");
  }

  @Test
  void failsIfOneValueIsNotWhatItShouldBe() throws InterruptedException {
    assertThat(run("--nodes", "1", "--keys", "5000", "--seconds", "0", "--inject-fault"))
        .isEqualTo(ExitCode.FAILED);

    assertThat(out.toString(StandardCharsets.UTF_8)).contains("1 answers or values were wrong");
  }
}
