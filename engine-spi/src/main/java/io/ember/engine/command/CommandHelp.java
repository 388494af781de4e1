package io.ember.engine.command;

import io.ember.engine.EngineCall;
import java.util.List;
import java.util.Locale;

/** The answer to the subcommand HELP of a container, framed as Redis does it. */
public final class CommandHelp implements CommandHandler.OnCaller {
  private final List<String> lines;

  /**
   * @param lines usage and indented explanation of each subcommand but HELP
   */
  public CommandHelp(String... lines) {
    this.lines = List.of(lines);
  }

  @Override
  public void execute(EngineCall call) {
    call.reply().array(lines.size() + 3);
    call.reply()
        .simple(
            call.argumentQuoted(0).toUpperCase(Locale.ROOT)
                + " <subcommand> [<arg> [value] [opt] ...]. Subcommands are:");
    for (String line : lines) {
      call.reply().simple(line);
    }
    call.reply().simple("HELP");
    call.reply().simple("    Prints this help.");
  }
}
