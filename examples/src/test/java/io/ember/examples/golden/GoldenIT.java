package io.ember.examples.golden;

import static org.assertj.core.api.Assertions.assertThat;

import io.ember.examples.process.NodeProcess;
import io.ember.examples.support.EmberNode;
import io.ember.examples.support.RespClient;
import io.ember.examples.support.RespValue;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What Redis 7.2 has and Debian's 7.0 has not or answers otherwise, so that the comparison with a
 * running server cannot show it.
 */
class GoldenIT {
  private static final Path FILES =
      EmberNode.projectDir().resolve("examples/src/test/resources/golden");

  @TempDir static Path dir;
  private static NodeProcess node;

  @BeforeAll
  static void startNode() throws IOException, InterruptedException {
    node = EmberNode.start(dir, EmberNode.CLUSTER);
  }

  @AfterAll
  static void stopNode() {
    node.close();
  }

  static List<String> files() throws IOException {
    try (Stream<Path> files = Files.list(FILES)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  @ParameterizedTest
  @MethodSource("files")
  void answersByteForByteAsRedis72(String name) throws IOException {
    try (RespClient client = RespClient.connect(node.port())) {
      for (Transcript.Exchange exchange : Transcript.read(FILES.resolve(name))) {
        client.send(exchange.words().toArray(String[]::new));
        requireReply(client, exchange, name);
      }
      client.shutdownOutput();
      assertThat(client.isClosedByServer()).as("%s: nothing more comes", name).isTrue();
    }
  }

  /** Reads until what came is the reply, or can no longer become it. */
  private static void requireReply(RespClient client, Transcript.Exchange exchange, String name)
      throws IOException {
    StringBuilder received = new StringBuilder();
    while (true) {
      Matcher matcher = exchange.reply().matcher(received);
      if (matcher.matches()) {
        return;
      }
      if (!matcher.hitEnd()) {
        throw new AssertionError(
            name
                + " line "
                + exchange.line()
                + ": "
                + exchange.words()
                + " was answered with\n"
                + RespValue.escape(received.toString().getBytes(StandardCharsets.ISO_8859_1))
                + " ... in\n"
                + received);
      }
      received.append((char) client.readByte());
    }
  }
}
