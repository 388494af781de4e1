package io.ember.examples;

import io.ember.engine.ConfigException;
import io.ember.examples.admin.AdminCommand;
import io.ember.examples.cli.CommandException;
import io.ember.examples.cli.ExitCode;
import io.ember.examples.cli.Subcommand;
import io.ember.examples.cli.UsageException;
import io.ember.examples.demo.DemoCommand;
import java.io.PrintStream;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** The {@code ember} command: finds the subcommand, runs it, turns what it throws into one line. */
public final class EmberMain {
  private static final List<Subcommand> COMMANDS =
      List.of(new DemoCommand(), new NodeCommand(), new ClusterCommand(), new AdminCommand());

  private EmberMain() {}

  public static void main(String[] args) {
    System.exit(run(Arrays.asList(args), System.out, System.err));
  }

  /** Runs a command line. {@return the exit code} */
  static int run(List<String> arguments, PrintStream out, PrintStream err) {
    if (arguments.isEmpty()) {
      err.print(help());
      return ExitCode.USAGE;
    }
    String name = arguments.get(0);
    if (name.equals("--help") || name.equals("help") || name.equals("-h")) {
      out.print(help());
      return ExitCode.OK;
    }
    for (Subcommand command : COMMANDS) {
      if (command.name().equals(name)) {
        return run(command, arguments.subList(1, arguments.size()), out, err);
      }
    }
    err.println("ember: unknown command " + name + "; allowed are " + names() + ", --help");
    return ExitCode.USAGE;
  }

  private static int run(
      Subcommand command, List<String> arguments, PrintStream out, PrintStream err) {
    if (arguments.contains("--help") || arguments.contains("-h")) {
      out.print(help(command));
      return ExitCode.OK;
    }
    String prefix = "ember " + command.name() + ": ";
    try {
      return command.run(command.options().parse(arguments), out);
    } catch (UsageException e) {
      err.println(prefix + e.getMessage() + " (ember " + command.name() + " --help)");
      return ExitCode.USAGE;
    } catch (ConfigException e) {
      err.println(prefix + OneLine.of(e));
      return ExitCode.CONFIG;
    } catch (CommandException e) {
      err.println(prefix + OneLine.of(e));
      return e.exitCode();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      err.println(prefix + "interrupted");
      return ExitCode.SOFTWARE;
    } catch (RuntimeException | Error e) {
      err.println(prefix + OneLine.of(e));
      return ExitCode.SOFTWARE;
    }
  }

  private static String names() {
    return COMMANDS.stream().map(Subcommand::name).collect(Collectors.joining(", "));
  }

  private static String help() {
    StringBuilder help = new StringBuilder("usage: ember COMMAND [options]\n\n");
    for (Subcommand command : COMMANDS) {
      help.append(String.format("  %-8s %s%n", command.name(), command.summary()));
    }
    return help.append("\nember COMMAND --help lists the options of a command.\n").toString();
  }

  private static String help(Subcommand command) {
    return "usage: ember "
        + command.name()
        + " [options]\n\n"
        + command.summary()
        + ".\n\n"
        + command.details()
        + command.options().help();
  }
}
