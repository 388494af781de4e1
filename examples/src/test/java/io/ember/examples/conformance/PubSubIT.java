package io.ember.examples.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.ember.examples.process.NodeProcess;
import io.ember.examples.support.RedisServer;
import io.ember.examples.support.RespClient;
import io.ember.examples.support.RespValue;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Publish and subscribe, compared with redis-server on several connections. After each command
 * everything that arrived anywhere is collected; what one command sends to one connection may come
 * in any order, as Redis itself walks hash tables.
 */
class PubSubIT {
  private static final int LINKS = 3;
  private static final int EPISODES = 30;
  private static final int STEPS = 50;
  private static final Set<String> NEWS =
      Set.of("message", "pmessage", "smessage", "subscribe", "psubscribe", "ssubscribe");
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  @TempDir Path dir;
  private int fences;

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void deliversWhatRedisDelivers(boolean clustered) throws IOException, InterruptedException {
    assumeTrue(RedisServer.isInstalled(), RedisServer.MISSING);
    try (NodeProcess reference = Conformance.reference(dir, clustered);
        NodeProcess subject = Conformance.subject(dir, clustered)) {
      for (int seed = 1; seed <= EPISODES; seed++) {
        playEpisode(seed, reference.port(), subject.port());
      }
    }
  }

  private void playEpisode(int seed, int referencePort, int subjectPort) throws IOException {
    Dice dice = new Dice(seed);
    PubSubGrammar grammar = new PubSubGrammar(dice);
    List<Link> links = new ArrayList<>();
    StringBuilder history = new StringBuilder("episode " + seed);
    try {
      for (int i = 0; i < LINKS; i++) {
        links.add(new Link(referencePort, subjectPort, RespClient.TIMEOUT));
      }
      for (int step = 0; step < STEPS; step++) {
        int acting = dice.below(LINKS);
        List<byte[]> command = (step == 0 ? Line.of("HELLO 3") : grammar.next()).words();
        history.append("\n  #").append(acting).append(' ').append(Line.text(command));
        links.get(acting).send(command);
        links.get(acting).flush();
        collectAndCompare(links, acting, history.toString());
      }
    } finally {
      for (Link link : links) {
        link.close();
      }
    }
  }

  /** The acting connection is asked first: once it has its answer the others have their news. */
  private void collectAndCompare(List<Link> links, int acting, String history) throws IOException {
    for (int i = 0; i < LINKS; i++) {
      int at = (acting + i) % LINKS;
      Link link = links.get(at);
      String fence = "fence-" + fences++;
      List<RespValue> expected = framesUntil(link.reference(), fence, 0);
      List<RespValue> actual = framesUntil(link.subject(), fence, expected.size());
      assertThat(normalized(actual))
          .as(history + "\n  seen on #" + at)
          .isEqualTo(normalized(expected));
    }
  }

  /** {@return what comes before the answer to a PING, and after it until there are so many} */
  private static List<RespValue> framesUntil(RespClient client, String fence, int wanted)
      throws IOException {
    List<RespValue> frames = new ArrayList<>();
    boolean fenced = false;
    client.send("PING", fence);
    client.setTimeout(PATIENCE);
    try {
      while (!fenced || frames.size() < wanted) {
        RespValue frame = client.read();
        if (isFence(frame, fence)) {
          fenced = true;
        } else {
          frames.add(frame);
        }
      }
    } catch (SocketTimeoutException e) {
      frames.add(new RespValue('?', Dice.latin("nothing more came"), null));
    }
    return frames;
  }

  private static boolean isFence(RespValue frame, String fence) {
    List<RespValue> parts = frame.children();
    return frame.text().equals(fence) || (parts.size() == 2 && parts.get(1).text().equals(fence));
  }

  /** {@return the frames as texts in order; the counts of unsubscriptions apart from the names} */
  private static List<String> normalized(List<RespValue> frames) {
    List<String> texts = new ArrayList<>();
    for (RespValue frame : frames) {
      List<RespValue> parts = frame.children();
      String kind = parts.isEmpty() ? "" : parts.get(0).text();
      if (kind.toLowerCase(Locale.ROOT).endsWith("unsubscribe") && parts.size() == 3) {
        texts.add(frame.type() + kind + " of " + parts.get(1));
        texts.add(kind + " leaves " + parts.get(2));
      } else if (NEWS.contains(kind)) {
        texts.add(frame.toString());
      } else {
        texts.add(kind.equals("server") ? kind : sortedText(frame));
      }
    }
    texts.sort(null);
    return texts;
  }

  /** {@return a list of channels in order, anything else as it is} */
  private static String sortedText(RespValue frame) {
    if (!frame.children().stream().allMatch(item -> item.type() == '$')) {
      return frame.toString();
    }
    List<String> items = new ArrayList<>();
    frame.children().forEach(item -> items.add(item.toString()));
    items.sort(null);
    return frame.type() + items.toString();
  }
}
