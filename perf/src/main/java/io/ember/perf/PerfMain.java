package io.ember.perf;

import io.ember.perf.cli.Arguments;
import io.ember.perf.cli.PerfCommand;
import io.ember.perf.cli.PerfContext;
import io.ember.perf.cli.UsageException;
import io.ember.perf.compare.CompareCommand;
import io.ember.perf.failover.FailoverCommand;
import io.ember.perf.harness.LatencyCommand;
import io.ember.perf.harness.ThroughputCommand;
import io.ember.perf.jmh.JmhCommand;
import io.ember.perf.reshard.ReshardCommand;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * {@code perf}: runs one of the harnesses. Exit codes: 0 it ran, 64 wrong usage, 70 it could not.
 */
public final class PerfMain {
  static final int OK = 0;
  static final int USAGE = 64;
  static final int FAILED = 70;

  private static final List<PerfCommand> COMMANDS =
      List.of(
          new LatencyCommand(),
          new ThroughputCommand(),
          new JmhCommand(),
          new CompareCommand(),
          new FailoverCommand(),
          new ReshardCommand());

  private PerfMain() {}

  /** Runs and ends the process with the exit code. */
  public static void main(String[] args) {
    PrintStream out =
        new PrintStream(
            new java.io.FileOutputStream(java.io.FileDescriptor.out), true, StandardCharsets.UTF_8);
    System.exit(run(List.of(args), PerfContext.findHome(), out, System.err));
  }

  /** Runs. {@return the exit code} */
  static int run(List<String> words, Path home, PrintStream out, PrintStream err) {
    if (words.isEmpty() || isHelp(words.get(0))) {
      (words.isEmpty() ? err : out).print(help());
      return words.isEmpty() ? USAGE : OK;
    }
    try {
      PerfCommand command = named(words.get(0));
      List<String> rest = words.subList(1, words.size());
      if (rest.stream().anyMatch(PerfMain::isHelp)) {
        out.print(command.options().help(command.name(), command.summary()));
        return OK;
      }
      Arguments arguments = command.options().parse(rest);
      String commandLine = "perf " + String.join(" ", words);
      return command.run(arguments, new PerfContext(home, out, commandLine));
    } catch (UsageException e) {
      err.println("perf: " + e.getMessage());
      return USAGE;
    } catch (IOException e) {
      err.println("perf: " + e.getMessage());
      return FAILED;
    } catch (InterruptedException e) {
      err.println("perf: interrupted");
      return FAILED;
    } catch (RuntimeException e) {
      e.printStackTrace(err); // a bug: where it happened matters
      return FAILED;
    }
  }

  private static boolean isHelp(String word) {
    return word.equals("--help") || word.equals("-h") || word.equals("help");
  }

  private static PerfCommand named(String name) {
    List<String> names = new ArrayList<>();
    for (PerfCommand command : COMMANDS) {
      if (command.name().equals(name)) {
        return command;
      }
      names.add(command.name());
    }
    throw new UsageException(
        "unknown command " + name + ": allowed are " + String.join(" ", names));
  }

  private static String help() {
    StringBuilder text = new StringBuilder("usage: perf COMMAND [options]\n\n");
    for (PerfCommand command : COMMANDS) {
      String first = command.summary().lines().findFirst().orElse("");
      text.append(String.format("  %-12s %s%n", command.name(), first));
    }
    return text.append("\nperf COMMAND --help tells the options of a command.\n").toString();
  }
}
