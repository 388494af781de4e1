package io.ember.perf.compare;

import io.ember.perf.server.Target;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Time from the start of the process to the first SET that it takes. A first start of each is not
 * counted: it may have to build, and brings the files into memory.
 */
final class StartupPhase {
  private static final String PART = "startup";

  private StartupPhase() {}

  static void run(CompareConfig config, Servers servers, Measurements measurements, Journal journal)
      throws IOException {
    for (String server : List.of(Measurements.EMBER, Measurements.REDIS)) {
      for (int start = 0; start <= config.startups(); start++) {
        try (Target target = servers.start(server, PART)) {
          double ms = target.startupNs() / 1e6;
          if (start > 0) {
            measurements.startupMs.computeIfAbsent(server, unused -> new ArrayList<>()).add(ms);
            journal.add(PART, "first SET", start, server, "ms", ms);
          }
        }
      }
      journal.say(
          "%s takes its first SET %s ms after its start",
          server,
          Numbers.text(Numbers.median(measurements.startupMs.getOrDefault(server, List.of())), 0));
    }
  }
}
