package io.ember.examples.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import io.ember.examples.support.ToolRun;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The program in the README does what it says, with the jars and flags that the README names. */
class ReadmeIT {
  private static final List<String> EXPECTED = List.of("hello", "Int[value=5]");

  @TempDir Path dir;

  @Test
  void worksOnTheHeapWithEngineSpiAlone() throws Exception {
    assertThat(run(List.of(), BuiltJars.of("engine-spi"))).isEqualTo(EXPECTED);
  }

  @Test
  void worksInChronicleMapsWithTheFlagsThatItNames() throws Exception {
    List<Path> jars = BuiltJars.without("cluster-extension", "examples");

    assertThat(run(Readme.jvmFlags(), jars)).containsSubsequence(EXPECTED);
  }

  @Test
  void saysWhichFlagIsMissing() throws Exception {
    List<Path> jars = BuiltJars.without("cluster-extension", "examples");

    assertThat(run(List.of(), jars))
        .anySatisfy(line -> assertThat(line).contains("ConfigException", "--add-opens"));
  }

  @Test
  void isFifteenLinesLongAtMost() throws IOException {
    assertThat(Readme.program().lines().filter(line -> !line.isBlank()).count())
        .isLessThanOrEqualTo(15);
  }

  private List<String> run(List<String> flags, List<Path> jars)
      throws IOException, InterruptedException {
    Path classes =
        JavaProgram.compile(dir, "Embedded.java", Readme.program(), BuiltJars.of("engine-spi"));
    List<Path> classPath = Stream.concat(Stream.of(classes), jars.stream()).toList();
    return ToolRun.of(dir, JavaProgram.command(flags, classPath, "Embedded"))
        .output()
        .lines()
        .toList();
  }
}
