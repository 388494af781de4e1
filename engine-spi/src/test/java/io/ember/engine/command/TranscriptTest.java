package io.ember.engine.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.ember.engine.Reply;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Repeats recorded conversations with redis-server. To record them anew run the tests with {@code
 * -Dember.transcripts=record}; to add to them write lines that begin with {@code >} and record.
 */
class TranscriptTest {
  private static final boolean RECORDS = "record".equals(System.getProperty("ember.transcripts"));

  private static @Nullable RedisServer redis;

  @BeforeAll
  static void startRedis() throws IOException {
    redis = RedisServer.isInstalled() ? new RedisServer() : null;
  }

  @AfterAll
  static void stopRedis() throws IOException {
    if (redis != null) {
      redis.close();
    }
  }

  static Stream<Path> transcripts() throws IOException {
    return Transcript.files().stream();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("transcripts")
  void redisAnswersAsRecorded(Path file) throws IOException {
    RedisServer server = redis;
    assumeTrue(server != null, "skipped: redis-server is not installed");
    Transcript transcript = Transcript.read(file);
    List<Transcript.Line> lines = new ArrayList<>();
    server.call("FLUSHALL".getBytes(StandardCharsets.US_ASCII));
    for (Transcript.Line line : transcript.lines()) {
      String answer = line.isCommand() ? text(line, server.call(line.arguments())) : "";
      lines.add(new Transcript.Line(line.text(), answer));
    }

    if (RECORDS) {
      new Transcript(transcript.name(), lines).write(file);
    } else {
      assertThat(lines).isEqualTo(transcript.lines());
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("transcripts")
  void answersAsRedisDid(Path file) throws IOException {
    try (CommandFixture engine = new CommandFixture()) {
      List<String> different = new ArrayList<>();
      for (Transcript.Line line : Transcript.read(file).lines()) {
        if (line.isCommand()) {
          String answer = text(line, engine.call(line.arguments()));
          if (!answer.equals(line.answer())) {
            different.add(line.text() + "\n  redis: " + line.answer() + "\n  ember: " + answer);
          }
        }
      }

      assertThat(different).isEmpty();
    }
  }

  private static String text(Transcript.Line line, Reply reply) {
    return ReplyText.of(reply, line.isUnordered());
  }
}
