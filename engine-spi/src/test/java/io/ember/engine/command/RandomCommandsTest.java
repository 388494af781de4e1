package io.ember.engine.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Random commands, answered by Ember and by redis-server. */
class RandomCommandsTest {
  private static final int COMMANDS = Integer.getInteger("ember.random.commands", 5_000);
  private static final long SEED = Long.getLong("ember.random.seed", 42);

  @Test
  void randomCommandsAreAnsweredAsByRedis() throws IOException {
    assumeTrue(RedisServer.isInstalled(), "skipped: redis-server is not installed");
    RandomCommands commands = new RandomCommands(SEED);
    try (RedisServer redis = new RedisServer();
        CommandFixture engine = new CommandFixture()) {
      for (int i = 0; i < COMMANDS; i++) {
        byte[][] command = commands.next();
        boolean unordered = RandomCommands.isUnordered(command);

        String expected = ReplyText.of(redis.call(command), unordered);
        String actual = ReplyText.of(engine.call(command), unordered);

        assertThat(actual)
            .as("seed %s, command %s: %s", SEED, i, text(command))
            .isEqualTo(expected);
      }
    }
  }

  private static String text(byte[][] command) {
    return Arrays.stream(command)
        .map(word -> word.length > 100 ? word.length + " bytes" : ReplyText.quote(word))
        .collect(Collectors.joining(" "))
        .concat(" " + new String(command[0], StandardCharsets.ISO_8859_1));
  }
}
