package io.ember.cluster.admin;

import io.ember.cluster.lane.LaneCounters;
import io.ember.cluster.lane.SlotCounters;
import io.ember.engine.EngineCall;
import io.ember.engine.Keyspace;
import io.ember.engine.command.CommandHandler;
import java.util.ArrayList;
import java.util.List;

/**
 * CONFIG RESETSTAT: the counters of INFO and of CLUSTER SLOT-STATS begin anew, also those of the
 * lanes, and what a lane took longest for.
 */
final class ResetStatCommand implements CommandHandler.OnEveryLane {
  private final NodeServicesRef services;

  ResetStatCommand(NodeServicesRef services) {
    this.services = services;
  }

  @Override
  public List<? extends Part> split(EngineCall call, int lanes) {
    List<SlotCounters> slots = services.get().slotCounters();
    List<LaneCounters> counters = services.get().laneCounters();
    List<Part> parts = new ArrayList<>();
    for (int lane = 0; lane < lanes; lane++) {
      SlotCounters mine = slots.get(lane);
      LaneCounters longest = counters.get(lane);
      parts.add(keyspace -> reset(keyspace, mine, longest));
    }
    return parts;
  }

  private static boolean reset(Keyspace keyspace, SlotCounters slots, LaneCounters longest) {
    keyspace.resetCounters();
    slots.reset();
    longest.resetLongest();
    return true;
  }

  @Override
  public void merge(EngineCall call, List<? extends Part> parts) {
    services.get().sessions().resetCounters();
    services.get().traffic().reset();
    call.reply().ok();
  }
}
