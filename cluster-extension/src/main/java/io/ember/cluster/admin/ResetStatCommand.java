package io.ember.cluster.admin;

import io.ember.engine.EngineCall;
import io.ember.engine.Keyspace;
import io.ember.engine.command.CommandHandler;
import java.util.List;

/** CONFIG RESETSTAT: the counters of INFO begin anew, those of the lanes included. */
final class ResetStatCommand implements CommandHandler.OnEveryLane {
  private final NodeServicesRef services;

  ResetStatCommand(NodeServicesRef services) {
    this.services = services;
  }

  @Override
  public List<? extends Part> split(EngineCall call, int lanes) {
    return LaneParts.of(lanes, () -> ResetStatCommand::reset);
  }

  private static boolean reset(Keyspace keyspace) {
    keyspace.resetCounters();
    return true;
  }

  @Override
  public void merge(EngineCall call, List<? extends Part> parts) {
    services.get().sessions().resetCounters();
    services.get().traffic().reset();
    call.reply().ok();
  }
}
