package io.ember.cluster.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Has Jazzer look for bytes that break {@link DecoderProperty}, in a process of its own, guided by
 * coverage of the decoder: {@code mvn verify -Pfuzz -pl cluster-extension -am}.
 */
@Tag("fuzz")
class DecoderFuzzTest {
  private static final long SECONDS = Long.getLong("ember.fuzz.seconds", 300);

  @Test
  void findsNoBytesThatBreakTheDecoder() throws Exception {
    Path directory = Path.of("target", "fuzz");
    Path corpus = Files.createDirectories(directory.resolve("corpus"));
    seed(corpus);
    Path log = directory.resolve("jazzer.log");

    int exit =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty(
                    "surefire.test.class.path", System.getProperty("java.class.path")),
                "com.code_intelligence.jazzer.Jazzer",
                "--target_class=" + RequestDecoderFuzz.class.getName(),
                "--instrumentation_includes=io.ember.cluster.wire.**",
                "-artifact_prefix=" + directory + "/",
                "-max_total_time=" + SECONDS,
                "-max_len=4096",
                corpus.toString())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start()
            .waitFor();

    assertThat(exit).as("see %s", log).isZero();
    assertThat(Files.readString(log, StandardCharsets.ISO_8859_1)).contains("Done ");
  }

  /** Something of each kind to begin with. */
  private static void seed(Path corpus) throws IOException {
    List<String> seeds =
        List.of(
            "0abc*3\r\n$3\r\nSET\r\n$1\r\nk\r\n$5\r\nvalue\r\n*1\r\n$4\r\nPING\r\n",
            "1abcset \"a\\x41\\n\" 'b\\'' c\r\n",
            "0abc*-1\r\n*0\r\n*2\r\n$70000\r\nxx",
            "0abc*1048577\r\n",
            "1abc*11\r\n$16385\r\n");
    for (int i = 0; i < seeds.size(); i++) {
      Files.writeString(corpus.resolve("seed" + i), seeds.get(i), StandardCharsets.ISO_8859_1);
    }
  }
}
