package io.ember.perf.jmh;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.results.format.ResultFormatType;
import org.openjdk.jmh.runner.NoBenchmarksException;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * Runs JMH benchmarks in forked JVMs with the flags and the class path of this one.
 *
 * @param forks JVMs per benchmark
 * @param iterations measured ones in each fork, and as many to warm up
 * @param iterationMs how long one of them takes
 * @param parameters values instead of those that the benchmarks name, by the parameter
 */
public record JmhRun(
    int forks, int iterations, long iterationMs, Map<String, List<String>> parameters) {
  /** For numbers that are kept. */
  public static final JmhRun FULL = new JmhRun(3, 5, 1000, Map.of());

  /** For a first look. */
  public static final JmhRun QUICK = new JmhRun(1, 3, 400, Map.of());

  public JmhRun {
    parameters = Map.copyOf(parameters);
  }

  /** {@return the same with other values of parameters} */
  public JmhRun withParameters(Map<String, List<String>> values) {
    return new JmhRun(forks, iterations, iterationMs, values);
  }

  private static final String ALLOCATION = "gc.alloc.rate.norm";

  /**
   * One number of a run.
   *
   * @param benchmark class and method
   * @param parameters as "name=value name=value"
   * @param bytes of heap that one operation allocates, NaN if unknown
   */
  public record Score(
      String benchmark, String parameters, double value, double error, String unit, double bytes) {}

  /**
   * Runs the benchmarks whose names contain a match.
   *
   * @param json where JMH writes all that it knows
   * @param quiet whether JMH keeps its own progress to itself
   * @throws IOException if there is no such benchmark, or one fails
   */
  public List<Score> run(String regex, Path json, boolean quiet) throws IOException {
    Files.createDirectories(json.toAbsolutePath().getParent());
    ChainedOptionsBuilder options =
        new OptionsBuilder()
            .include(regex)
            .forks(forks)
            .warmupIterations(iterations)
            .warmupTime(TimeValue.milliseconds(iterationMs))
            .measurementIterations(iterations)
            .measurementTime(TimeValue.milliseconds(iterationMs))
            .addProfiler(GCProfiler.class)
            .shouldFailOnError(true)
            .verbosity(quiet ? VerboseMode.SILENT : VerboseMode.NORMAL)
            .resultFormat(ResultFormatType.JSON)
            .result(json.toString());
    parameters.forEach((name, values) -> options.param(name, values.toArray(new String[0])));
    try {
      return scores(new Runner(options.build()).run());
    } catch (NoBenchmarksException e) {
      throw new IOException("no benchmark matches " + regex, e);
    } catch (RunnerException e) {
      throw new IOException("JMH failed: " + e.getMessage(), e);
    }
  }

  private static List<Score> scores(Collection<RunResult> results) {
    List<Score> scores = new ArrayList<>();
    for (RunResult result : results) {
      Result<?> primary = result.getPrimaryResult();
      List<String> parameters = new ArrayList<>();
      for (String key : result.getParams().getParamsKeys()) {
        parameters.add(key + "=" + result.getParams().getParam(key));
      }
      String name = result.getParams().getBenchmark();
      Result<?> allocation = result.getSecondaryResults().get(ALLOCATION);
      scores.add(
          new Score(
              name.substring(name.lastIndexOf('.', name.lastIndexOf('.') - 1) + 1),
              String.join(" ", parameters),
              primary.getScore(),
              primary.getScoreError(),
              primary.getScoreUnit(),
              allocation == null ? Double.NaN : allocation.getScore()));
    }
    return scores;
  }
}
