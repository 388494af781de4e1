package io.ember.examples.conformance;

import io.ember.examples.cli.OptionSet;
import io.ember.examples.cli.Options;
import io.ember.examples.cli.UsageException;
import java.io.IOException;
import java.util.List;

/** Compares two servers that run already, from the command line. */
public final class ConformanceMain {
  private static final OptionSet OPTIONS =
      OptionSet.builder()
          .required("reference", "PORT", "of redis-server on loopback")
          .required("subject", "PORT", "of the node on loopback")
          .flag("cluster", "both are clusters of one node")
          .option("seed", "N", "1", "of the first episode")
          .option("commands", "N", "200000", "how many commands each server gets")
          .build();

  private ConformanceMain() {}

  public static void main(String[] args) throws IOException {
    if (List.of(args).contains("--help")) {
      System.out.print(OPTIONS.help());
      return;
    }
    Options options;
    DifferentialRun run;
    try {
      options = OPTIONS.parse(List.of(args));
      run =
          new DifferentialRun(
              (int) options.number("reference", 1, 65_535),
              (int) options.number("subject", 1, 65_535),
              options.isGiven("cluster"));
    } catch (UsageException e) {
      System.err.println(e.getMessage());
      System.exit(64);
      return;
    }
    DifferentialRun.Result result =
        run.run(
            options.number("seed", 0, Long.MAX_VALUE),
            options.number("commands", 1, Long.MAX_VALUE),
            System.out);
    result.findings().forEach(System.out::println);
    System.out.printf(
        "%d commands in %d episodes, %d known differences, %d findings%n",
        result.commands(), result.episodes(), result.known(), result.findings().size());
    System.exit(result.findings().isEmpty() ? 0 : 1);
  }
}
