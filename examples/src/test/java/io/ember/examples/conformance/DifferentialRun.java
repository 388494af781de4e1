package io.ember.examples.conformance;

import io.ember.examples.support.RespClient;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Plays random episodes on two servers and collects what differs. An episode starts with both
 * empty, has a seed of its own, and ends at its first difference.
 */
final class DifferentialRun {
  private static final int STEPS = 150;
  private static final int MOST_FINDINGS = 25;

  /** How long a reply may take, on a machine that has other things to do. */
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  /** The same once it is known that one reply never comes. */
  private static final Duration IMPATIENCE = Duration.ofSeconds(2);

  /**
   * A difference and how to see it.
   *
   * @param seed of the episode
   * @param steps the episode without what the difference does not need
   */
  record Finding(long seed, Difference difference, List<Action> steps) {
    @Override
    public String toString() {
      StringBuilder text = new StringBuilder("episode " + seed + ": " + difference);
      steps.forEach(step -> text.append("\n      ").append(step));
      return text.toString();
    }
  }

  /**
   * What a run has found.
   *
   * @param findings one of each kind
   */
  record Result(long commands, long episodes, long known, List<Finding> findings) {}

  private final int referencePort;
  private final int subjectPort;
  private final boolean clustered;
  private final long nowSeconds = System.currentTimeMillis() / 1_000;
  private final Set<String> signatures = new HashSet<>();
  private final List<Finding> findings = new ArrayList<>();
  private long commands;
  private long episodes;
  private long known;

  DifferentialRun(int referencePort, int subjectPort, boolean clustered) {
    this.referencePort = referencePort;
    this.subjectPort = subjectPort;
    this.clustered = clustered;
  }

  /** Plays episodes from this seed on until so many commands were sent to each server. */
  Result run(long seed, long wantedCommands, PrintStream out) throws IOException {
    long nextReport = wantedCommands / 10;
    while (commands < wantedCommands && findings.size() < MOST_FINDINGS) {
      long episodeSeed = seed + episodes++;
      playEpisode(episodeSeed);
      if (commands >= nextReport) {
        out.println(
            "conformance: "
                + commands
                + " commands, "
                + known
                + " known differences, "
                + findings.size()
                + " findings");
        nextReport += wantedCommands / 10;
      }
    }
    return new Result(commands, episodes, known, List.copyOf(findings));
  }

  private void playEpisode(long seed) throws IOException {
    List<Action> actions = new EpisodeSource(seed, clustered, nowSeconds).episode(STEPS);
    Difference difference = play(actions, PATIENCE);
    actions.forEach(action -> commands += action.commandCount());
    if (difference != null && signatures.add(difference.signature())) {
      Shrinker shrinker = new Shrinker(steps -> play(steps, IMPATIENCE), difference.signature());
      findings.add(new Finding(seed, difference, shrinker.shrink(actions)));
    }
  }

  /** Plays steps on two empty servers. {@return the first difference that is not meant, or null} */
  private @Nullable Difference play(List<Action> actions, Duration patience) throws IOException {
    empty(referencePort);
    empty(subjectPort);
    List<Link> links = new ArrayList<>();
    try {
      for (int i = 0; i < EpisodeSource.LINKS; i++) {
        links.add(new Link(referencePort, subjectPort, patience));
      }
      for (Action action : actions) {
        Difference difference = action.play(links);
        if (difference != null && !KnownDifference.covers(difference)) {
          return difference;
        }
        known += difference == null ? 0 : 1;
      }
      return null;
    } finally {
      for (Link link : links) {
        link.close();
      }
    }
  }

  private static void empty(int port) throws IOException {
    try (RespClient client = RespClient.connect(port)) {
      client.call("CONFIG", "SET", "maxmemory", "0");
      client.call("CONFIG", "SET", "maxmemory-policy", "noeviction");
      client.call("CLIENT", "UNPAUSE");
      client.call("FLUSHALL");
    }
  }
}
