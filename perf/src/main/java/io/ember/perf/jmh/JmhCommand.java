package io.ember.perf.jmh;

import io.ember.perf.cli.Arguments;
import io.ember.perf.cli.Option;
import io.ember.perf.cli.OptionSet;
import io.ember.perf.cli.PerfCommand;
import io.ember.perf.cli.PerfContext;
import io.ember.perf.cli.UsageException;
import io.ember.perf.jmh.JmhRun.Score;
import io.ember.perf.report.BarPlot;
import io.ember.perf.report.Block;
import io.ember.perf.report.Report;
import io.ember.perf.report.ResultDirectory;
import io.ember.perf.report.RunInfo;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** {@code perf jmh}: runs the benchmarks of single parts. */
public final class JmhCommand implements PerfCommand {
  private static final Option<Boolean> QUICK =
      Option.flag("quick", "one fork and short iterations: for a first look");
  private static final Option<String> PARAM =
      Option.text(
          "param",
          "",
          "NAME=V,V,...",
          "values of a parameter of the benchmarks, such as keys=10000000; may be repeated");
  private static final Option<String> OUT =
      Option.text("out", "", "DIR", "where the directory of results is made (perf/results)");

  @Override
  public String name() {
    return "jmh";
  }

  @Override
  public String summary() {
    return "Runs the JMH benchmarks whose names match the regular expression, all by default.";
  }

  @Override
  public OptionSet options() {
    return new OptionSet("REGEX", QUICK, PARAM, OUT);
  }

  @Override
  public int run(Arguments arguments, PerfContext context) throws IOException {
    String regex = arguments.positional(".*");
    checkRegex(regex);
    Map<String, List<String>> parameters = parameters(arguments.all(PARAM));
    Instant start = Instant.now();
    RunInfo info = RunInfo.collect(context.home(), start, context.commandLine());
    String out = arguments.get(OUT);
    ResultDirectory directory =
        ResultDirectory.create(out.isEmpty() ? context.results() : Path.of(out), start);
    JmhRun run = (arguments.get(QUICK) ? JmhRun.QUICK : JmhRun.FULL).withParameters(parameters);
    List<Score> scores = run.run(regex, directory.file("jmh.json"), false);
    directory.write(report(scores, run, info));
    context.out().println("\nresults: " + directory.path());
    return 0;
  }

  private static Map<String, List<String>> parameters(List<String> texts) {
    Map<String, List<String>> parameters = new LinkedHashMap<>();
    for (String text : texts) {
      int equals = text.indexOf('=');
      if (equals < 1 || equals == text.length() - 1) {
        throw new UsageException("--param " + text + ": must be name=value or name=value,value");
      }
      parameters.put(text.substring(0, equals), List.of(text.substring(equals + 1).split(",")));
    }
    return parameters;
  }

  private static void checkRegex(String regex) {
    try {
      Pattern.compile(regex);
    } catch (PatternSyntaxException e) {
      throw new UsageException(regex + " is no regular expression: " + e.getDescription());
    }
  }

  static Report report(List<Score> scores, JmhRun run, RunInfo info) {
    Report report = new Report("JMH benchmarks");
    report.paragraph(
        String.format(
            Locale.ROOT,
            "%d forks, %d iterations of %d ms after as many to warm up; the error is JMH's 99.9 %%"
                + " interval. B is heap allocated per operation; JMH itself adds up to a hundredth.",
            run.forks(),
            run.iterations(),
            run.iterationMs()));
    Map<String, List<Score>> byClass = new LinkedHashMap<>();
    for (Score score : scores) {
      String type = score.benchmark().substring(0, score.benchmark().indexOf('.'));
      byClass.computeIfAbsent(type, unused -> new ArrayList<>()).add(score);
    }
    byClass.forEach((type, members) -> section(report, type, members));
    return report.runInfo(info);
  }

  private static void section(Report report, String type, List<Score> scores) {
    report.heading(type);
    report.add(
        new Block.Table(
            List.of("benchmark", "parameters", "score", "error", "unit", "B"),
            scores.stream().map(score -> row(score, type)).toList()));
    report.add(
        new Block.Bars(
            new BarPlot(
                type,
                scores.get(0).unit(),
                List.of(type),
                scores.stream()
                    .map(
                        score ->
                            new BarPlot.Group(
                                shortName(score, type),
                                List.of(Double.isNaN(score.value()) ? 0 : score.value())))
                    .toList())));
  }

  private static List<String> row(Score score, String type) {
    return List.of(
        score.benchmark().substring(type.length() + 1),
        score.parameters(),
        number(score.value()),
        number(score.error()),
        score.unit(),
        number(score.bytes()));
  }

  private static String shortName(Score score, String type) {
    String name = score.benchmark().substring(type.length() + 1);
    String parameters = score.parameters().replaceAll("\\w+=", "");
    return parameters.isEmpty() ? name : name + " " + parameters;
  }

  private static String number(double value) {
    return Double.isNaN(value) ? "-" : String.format(Locale.ROOT, "%,.2f", value);
  }
}
