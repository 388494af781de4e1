package io.ember.examples.admin;

import io.ember.examples.cli.CommandException;
import io.ember.examples.cli.ExitCode;
import io.ember.examples.cli.OptionSet;
import io.ember.examples.cli.Options;
import io.ember.examples.cli.Subcommand;
import io.ember.examples.cli.UsageException;
import java.io.PrintStream;
import java.util.List;
import java.util.stream.Collectors;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.exceptions.JedisException;

/** Administers a cluster; its actions are in {@link AdminAction}. */
public final class AdminCommand implements Subcommand {
  private static final List<AdminAction> ACTIONS =
      List.of(
          new StatusAction(),
          new NodesAction(),
          new SlotsAction(),
          new CheckAction(),
          new AddNodeAction(),
          new RemoveNodeAction(),
          new ReshardAction(),
          new RebalanceAction(),
          new MigrationsAction(),
          new FailoverAction(),
          new AcceptLossAction(),
          new WhyAction());

  @Override
  public String name() {
    return "admin";
  }

  @Override
  public String summary() {
    return "administers a cluster: "
        + ACTIONS.stream().map(AdminAction::name).collect(Collectors.joining(", "));
  }

  @Override
  public String details() {
    StringBuilder lines = new StringBuilder();
    for (AdminAction action : ACTIONS) {
      lines.append("  ").append(action.usage()).append('\n');
      lines.append("      ").append(action.summary()).append('\n');
    }
    return lines.append('\n').toString();
  }

  @Override
  public OptionSet options() {
    return AdminOptions.all();
  }

  @Override
  public int run(Options options, PrintStream out) throws InterruptedException {
    List<String> words = options.operands();
    AdminAction action = find(words);
    List<String> arguments = words.subList(1, words.size());
    if (arguments.size() < action.minArguments() || arguments.size() > action.maxArguments()) {
      throw new UsageException(action.name() + ": is written " + action.usage());
    }
    AdminOptions.check(action, options);
    HostAndPort node = address(options.text(AdminOptions.NODE));
    try (ClusterClient client = new ClusterClient(node, password(options))) {
      SlotMover mover =
          new SlotMover(new ClientSlotCluster(client), Pace.SYSTEM, out, ProgressLine.isTerminal());
      return action.run(new AdminCall(client, mover, arguments, options, out));
    } catch (JedisException e) {
      throw new CommandException(ExitCode.SOFTWARE, String.valueOf(e.getMessage()), e);
    }
  }

  private static AdminAction find(List<String> words) {
    String allowed = ACTIONS.stream().map(AdminAction::name).collect(Collectors.joining(", "));
    if (words.isEmpty()) {
      throw new UsageException("what is to be done is missing; allowed are " + allowed);
    }
    return ACTIONS.stream()
        .filter(action -> action.name().equals(words.get(0)))
        .findFirst()
        .orElseThrow(
            () ->
                new UsageException("unknown action " + words.get(0) + "; allowed are " + allowed));
  }

  static HostAndPort address(String text) {
    int colon = text.lastIndexOf(':');
    try {
      int port = Integer.parseInt(text.substring(colon + 1));
      if (colon > 0 && port >= 1 && port <= 65_535) {
        return new HostAndPort(text.substring(0, colon), port);
      }
    } catch (NumberFormatException e) {
      throw notAnAddress(text);
    }
    throw notAnAddress(text);
  }

  private static UsageException notAnAddress(String text) {
    return new UsageException("'" + text + "' is not HOST:PORT, with a port from 1 to 65535");
  }

  private static String password(Options options) {
    String given = options.text(AdminOptions.PASSWORD);
    return given.isEmpty() ? System.getenv().getOrDefault("EMBER_CLIENT_PASSWORD", "") : given;
  }
}
