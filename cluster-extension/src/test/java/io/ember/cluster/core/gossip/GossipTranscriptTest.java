package io.ember.cluster.core.gossip;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Scenarios of membership as text: each file says what happens to one node and, below each line,
 * what it does. {@code -Dember.golden.write=true} writes them anew; read the difference before it
 * is committed.
 */
class GossipTranscriptTest {
  private static final Path FILES = Path.of("src/test/resources/gossip");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "join",
        "suspicion-and-refutation",
        "death",
        "leave",
        "rejoin",
        "relay-with-nack",
        "stall-recovery",
        "push-pull",
        "stale-and-implausible"
      })
  void happensExactlyAsWritten(String name) throws IOException {
    Path file = FILES.resolve(name + ".txt");
    String wanted = Files.readString(file);

    String happened = GossipTranscript.replay(wanted);

    if (Boolean.getBoolean("ember.golden.write")) {
      Files.writeString(file, happened);
    }
    assertThat(happened).isEqualTo(wanted);
  }
}
