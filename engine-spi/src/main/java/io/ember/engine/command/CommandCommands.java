package io.ember.engine.command;

import static io.ember.engine.command.CommandFlag.LOADING;
import static io.ember.engine.command.CommandFlag.STALE;

import io.ember.engine.EngineCall;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** COMMAND and its subcommands, which answer from the table of commands. Commands go by name. */
final class CommandCommands {
  private static final String ORDER_TIP = "nondeterministic_output_order";

  private static final CommandHelp HELP =
      new CommandHelp(
          "(no subcommand)",
          "    Return details about all Redis commands.",
          "COUNT",
          "    Return the total number of commands in this Redis server.",
          "LIST",
          "    Return a list of all commands in this Redis server.",
          "INFO [<command-name> ...]",
          "    Return details about multiple Redis commands.",
          "    If no command names are given, documentation details for all",
          "    commands are returned.",
          "DOCS [<command-name> ...]",
          "    Return documentation details about multiple Redis commands.",
          "    If no command names are given, documentation details for all",
          "    commands are returned.",
          "GETKEYS <full-command>",
          "    Return the keys from a full Redis command.",
          "GETKEYSANDFLAGS <full-command>",
          "    Return the keys and the access flags from a full Redis command.");

  private final Supplier<CommandTable> table;

  private CommandCommands(Supplier<CommandTable> table) {
    this.table = table;
  }

  static void register(CommandTable.Builder builder) {
    CommandCommands commands = new CommandCommands(builder.table());
    CommandKeys keys = new CommandKeys(builder.table());
    builder.add(
        CommandSpec.named("command", -1, LOADING, STALE)
            .categories("connection")
            .doc(
                "server",
                "2.8.13",
                "O(N) where N is the total number of Redis commands",
                "Get array of Redis command details")
            .tips(ORDER_TIP)
            .subcommands(
                named("count", 2)
                    .doc("server", "2.8.13", "O(1)", "Get total number of Redis commands")
                    .onCaller(commands::count),
                named("docs", -2)
                    .doc(
                        "server",
                        "7.0.0",
                        "O(N) where N is the number of commands to look up",
                        "Get array of specific Redis command documentation")
                    .tips(ORDER_TIP)
                    .onCaller(commands::docs),
                named("getkeys", -4)
                    .doc(
                        "server",
                        "2.8.13",
                        "O(N) where N is the number of arguments to the command",
                        "Extract keys given a full Redis command")
                    .onCaller(keys::keys),
                named("getkeysandflags", -4)
                    .doc(
                        "server",
                        "7.0.0",
                        "O(N) where N is the number of arguments to the command",
                        "Extract keys and access flags given a full Redis command")
                    .onCaller(keys::keysAndFlags),
                named("help", 2)
                    .doc(
                        "server",
                        "5.0.0",
                        "O(1)",
                        "Show helpful text about the different subcommands")
                    .onCaller(HELP),
                named("info", -2)
                    .doc(
                        "server",
                        "2.8.13",
                        "O(N) where N is the number of commands to look up",
                        "Get array of specific Redis command details, or all when no argument "
                            + "is given.")
                    .tips(ORDER_TIP)
                    .onCaller(commands::info),
                named("list", -2)
                    .doc(
                        "server",
                        "7.0.0",
                        "O(N) where N is the total number of Redis commands",
                        "Get an array of Redis command names")
                    .tips(ORDER_TIP)
                    .onCaller(commands::list))
            .onCaller(commands::infoOfAll));
  }

  private static CommandSpec.Builder named(String name, int arity) {
    return CommandSpec.named("command|" + name, arity, LOADING, STALE).categories("connection");
  }

  private List<CommandSpec> all() {
    List<CommandSpec> specs = new ArrayList<>(table.get().all());
    specs.sort(Comparator.comparing(CommandSpec::name));
    return specs;
  }

  private void count(EngineCall call) {
    call.reply().integer(table.get().all().size());
  }

  private void infoOfAll(EngineCall call) {
    List<CommandSpec> specs = all();
    call.reply().array(specs.size());
    for (CommandSpec spec : specs) {
      CommandReplies.info(call.reply(), spec);
    }
  }

  private void info(EngineCall call) {
    if (call.argumentCount() == 2) {
      infoOfAll(call);
      return;
    }
    call.reply().array(call.argumentCount() - 2);
    for (int i = 2; i < call.argumentCount(); i++) {
      CommandSpec spec = table.get().find(call.argumentText(i));
      if (spec == null) {
        call.reply().nil();
      } else {
        CommandReplies.info(call.reply(), spec);
      }
    }
  }

  private void docs(EngineCall call) {
    List<CommandSpec> specs = new ArrayList<>();
    if (call.argumentCount() == 2) {
      specs.addAll(all());
    }
    for (int i = 2; i < call.argumentCount(); i++) {
      CommandSpec spec = table.get().find(call.argumentText(i));
      if (spec != null) {
        specs.add(spec);
      }
    }
    CommandReplies.docs(call.reply(), specs);
  }

  private void list(EngineCall call) {
    Predicate<CommandSpec> filter = spec -> true;
    if (call.argumentCount() > 2) {
      Predicate<CommandSpec> given = filter(call);
      if (given == null) {
        call.reply().error(CommandErrors.SYNTAX);
        return;
      }
      filter = given;
    }
    List<String> names = new ArrayList<>();
    for (CommandSpec spec : all()) {
      addNames(spec, filter, names);
    }
    call.reply().array(names.size());
    for (String name : names) {
      call.reply().bulk(name);
    }
  }

  private static void addNames(
      CommandSpec spec, Predicate<CommandSpec> filter, List<String> names) {
    if (filter.test(spec)) {
      names.add(spec.name());
    }
    for (CommandSpec sub : spec.subcommands()) {
      addNames(sub, filter, names);
    }
  }

  /** {@return what FILTERBY says, or null if the syntax is wrong} */
  private static @Nullable Predicate<CommandSpec> filter(EngineCall call) {
    if (call.argumentCount() != 5 || !call.argumentIs(2, "FILTERBY")) {
      return null;
    }
    if (call.argumentIs(3, "MODULE")) {
      return spec -> false; // there are no modules, so no command is of the named one
    }
    if (call.argumentIs(3, "ACLCAT")) {
      String category = call.argumentText(4).toLowerCase(Locale.ROOT);
      return spec -> spec.aclCategories().contains(category);
    }
    if (call.argumentIs(3, "PATTERN")) {
      GlobPattern pattern = new GlobPattern(call.argumentBytes(4), true);
      return spec ->
          pattern.matches(spec.name().getBytes(java.nio.charset.StandardCharsets.US_ASCII));
    }
    return null;
  }
}
