package io.ember.cluster.admin;

import static io.ember.engine.command.CommandFlag.ADMIN;
import static io.ember.engine.command.CommandFlag.LOADING;
import static io.ember.engine.command.CommandFlag.NOSCRIPT;
import static io.ember.engine.command.CommandFlag.STALE;

import io.ember.engine.EngineCall;
import io.ember.engine.command.CommandErrors;
import io.ember.engine.command.CommandHelp;
import io.ember.engine.command.CommandSpec;
import io.ember.engine.command.CommandTable;
import io.ember.engine.command.GlobPattern;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** CONFIG: the parameters of Redis as far as they mean something here. */
final class ConfigCommands {
  private static final String GROUP = "server";
  private static final CommandHelp HELP =
      new CommandHelp(
          "GET <pattern>",
          "    Return parameters matching the glob-like <pattern> and their values.",
          "SET <directive> <value>",
          "    Set the configuration <directive> to <value>.",
          "RESETSTAT",
          "    Reset statistics reported by the INFO command.",
          "REWRITE",
          "    Rewrite the configuration file.");

  private final NodeServicesRef services;

  ConfigCommands(NodeServicesRef services) {
    this.services = services;
  }

  void register(CommandTable.Builder table) {
    table.add(
        CommandSpec.named("config", -2)
            .doc(
                GROUP,
                "2.0.0",
                "Depends on subcommand.",
                "A container for server configuration commands")
            .subcommands(
                sub("get", -3)
                    .doc(
                        GROUP,
                        "2.0.0",
                        "O(N) when N is the number of configuration parameters provided",
                        "Get the values of configuration parameters")
                    .onCaller(this::get),
                CommandSpec.named("config|help", 2, LOADING, STALE)
                    .doc(
                        GROUP, "5.0.0", "O(1)", "Show helpful text about the different subcommands")
                    .onCaller(HELP),
                sub("resetstat", 2)
                    .doc(GROUP, "2.0.0", "O(1)", "Reset the stats returned by INFO")
                    .build(new ResetStatCommand(services)),
                sub("rewrite", 2)
                    .doc(
                        GROUP,
                        "2.8.0",
                        "O(1)",
                        "Rewrite the configuration file with the in memory configuration")
                    .onCaller(ConfigCommands::rewrite),
                sub("set", -4)
                    .doc(
                        GROUP,
                        "2.0.0",
                        "O(N) when N is the number of configuration parameters provided",
                        "Set configuration parameters to the given values")
                    .tips("request_policy:all_nodes", "response_policy:all_succeeded")
                    .onCaller(this::set))
            .container());
  }

  private static CommandSpec.Builder sub(String name, int arity) {
    return CommandSpec.named("config|" + name, arity, ADMIN, NOSCRIPT, LOADING, STALE);
  }

  private void get(EngineCall call) {
    List<GlobPattern> patterns = new ArrayList<>();
    for (int i = 2; i < call.argumentCount(); i++) {
      patterns.add(new GlobPattern(call.argumentBytes(i), true));
    }
    List<ConfigParameter> found =
        parameters().all().values().stream()
            .filter(
                parameter -> {
                  byte[] name = parameter.name().getBytes(StandardCharsets.US_ASCII);
                  return patterns.stream().anyMatch(pattern -> pattern.matches(name));
                })
            .toList();
    call.reply().map(found.size());
    for (ConfigParameter parameter : found) {
      call.reply().bulk(parameter.name());
      call.reply().bulk(parameter.value().get());
    }
  }

  private ConfigParameters parameters() {
    return new ConfigParameters(services.get());
  }

  /** All or nothing: every value is checked before the first one is put in force. */
  private void set(EngineCall call) {
    if (call.argumentCount() % 2 != 0) {
      call.reply().error(CommandErrors.SYNTAX);
      return;
    }
    ConfigParameters parameters = parameters();
    Set<String> names = new HashSet<>();
    List<Runnable> changes = new ArrayList<>();
    for (int i = 2; i < call.argumentCount(); i += 2) {
      String given = call.argumentText(i);
      ConfigParameter parameter = parameters.all().get(given.toLowerCase(Locale.ROOT));
      if (parameter == null) {
        call.reply()
            .error("Unknown option or number of arguments for CONFIG SET - '" + given + "'");
        return;
      }
      try {
        if (!names.add(parameter.name())) {
          throw new IllegalArgumentException("duplicate parameter");
        }
        changes.add(parameter.prepare(call.argumentText(i + 1)));
      } catch (IllegalArgumentException e) {
        call.reply()
            .error(
                "CONFIG SET failed (possibly related to argument '"
                    + given
                    + "') - "
                    + e.getMessage());
        return;
      }
    }
    changes.forEach(Runnable::run);
    call.reply().ok();
  }

  private static void rewrite(EngineCall call) {
    call.reply()
        .error("The node does not rewrite its configuration file: change it, and restart the node");
  }
}
