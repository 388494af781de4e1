package io.ember.cluster.admin;

import static io.ember.engine.command.CommandFlag.LOADING;
import static io.ember.engine.command.CommandFlag.STALE;

import io.ember.engine.EngineCall;
import io.ember.engine.command.CommandHandler;
import io.ember.engine.command.CommandSpec;
import io.ember.engine.command.CommandTable;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * INFO. Every lane is asked for its counts, so that they are exact: a client that has written a key
 * finds it counted.
 */
final class InfoCommand implements CommandHandler.OnEveryLane {
  private final NodeServicesRef services;
  private final RateMeter rate = new RateMeter();

  InfoCommand(NodeServicesRef services) {
    this.services = services;
  }

  void register(CommandTable.Builder table) {
    table.add(
        CommandSpec.named("info", -1, LOADING, STALE)
            .doc("server", "1.0.0", "O(1)", "Get information and statistics about the server")
            .categories("dangerous")
            .tips("nondeterministic_output", "request_policy:all_shards", "response_policy:special")
            .build(this));
  }

  @Override
  public List<? extends Part> split(EngineCall call, int lanes) {
    return LaneParts.of(lanes, LaneFigures::new);
  }

  @Override
  public void merge(EngineCall call, List<? extends Part> parts) {
    LaneFigures sum = new LaneFigures();
    for (Part part : parts) {
      sum.add((LaneFigures) part);
    }
    InfoText text = new InfoText(services.get(), sum, parts.size(), rate);
    for (InfoSection section : wanted(call)) {
      text.add(section);
    }
    call.reply().verbatim("txt", text.toString());
  }

  /** {@return the sections that are asked for; unknown names are passed over, as in Redis} */
  private static Set<InfoSection> wanted(EngineCall call) {
    if (call.argumentCount() == 1) {
      return EnumSet.allOf(InfoSection.class);
    }
    Set<InfoSection> sections = EnumSet.noneOf(InfoSection.class);
    for (int i = 1; i < call.argumentCount(); i++) {
      String name = call.argumentText(i).toLowerCase(Locale.ROOT);
      if (name.equals("default") || name.equals("all") || name.equals("everything")) {
        return EnumSet.allOf(InfoSection.class);
      }
      for (InfoSection section : InfoSection.values()) {
        if (section.wireName().equals(name)) {
          sections.add(section);
        }
      }
    }
    return sections;
  }
}
