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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

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
    Map<String, ConfigParameter> all = parameters().all();
    Map<ConfigParameter, String> found = new LinkedHashMap<>();
    for (int i = 2; i < call.argumentCount(); i++) {
      String given = call.argumentText(i);
      ConfigParameter named = all.get(given.toLowerCase(Locale.ROOT));
      if (named != null) {
        // Under the name by which it was asked for, in its mixture of cases.
        found.putIfAbsent(named, given);
        continue;
      }
      GlobPattern pattern = new GlobPattern(call.argumentBytes(i), true);
      for (ConfigParameter each : all.values()) {
        if (pattern.matches(each.name().getBytes(StandardCharsets.US_ASCII))) {
          found.putIfAbsent(each, each.name());
        }
      }
    }
    call.reply().map(found.size());
    found.forEach(
        (parameter, name) -> {
          call.reply().bulk(name);
          call.reply().bulk(parameter.value().get());
        });
  }

  private ConfigParameters parameters() {
    return new ConfigParameters(services.get());
  }

  /**
   * All or nothing: every name is looked up before the first value is checked, and every value is
   * checked before the first one is put in force.
   */
  private void set(EngineCall call) {
    if (call.argumentCount() % 2 != 0) {
      call.reply().error(CommandErrors.SYNTAX);
      return;
    }
    Map<ConfigParameter, Integer> indexes = new LinkedHashMap<>();
    ConfigParameters known = parameters();
    for (int i = 2; i < call.argumentCount(); i += 2) {
      ConfigParameter parameter = known.all().get(call.argumentText(i).toLowerCase(Locale.ROOT));
      if (parameter == null) {
        call.reply()
            .error(
                "Unknown option or number of arguments for CONFIG SET - '"
                    + call.argumentQuoted(i)
                    + "'");
        return;
      }
      if (indexes.putIfAbsent(parameter, i) != null) {
        setFailed(call, i, "duplicate parameter");
        return;
      }
    }
    List<Runnable> changes = new ArrayList<>();
    for (Map.Entry<ConfigParameter, Integer> each : indexes.entrySet()) {
      int index = each.getValue();
      try {
        changes.add(each.getKey().prepare(call.argumentText(index + 1)));
      } catch (IllegalArgumentException e) {
        setFailed(call, index, e.getMessage());
        return;
      }
    }
    changes.forEach(Runnable::run);
    call.reply().ok();
  }

  private static void setFailed(EngineCall call, int nameIndex, @Nullable String why) {
    call.reply()
        .error(
            "CONFIG SET failed (possibly related to argument '"
                + call.argumentQuoted(nameIndex)
                + "') - "
                + why);
  }

  private static void rewrite(EngineCall call) {
    call.reply()
        .error("The node does not rewrite its configuration file: change it, and restart the node");
  }
}
