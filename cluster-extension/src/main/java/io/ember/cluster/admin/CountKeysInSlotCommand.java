package io.ember.cluster.admin;

import io.ember.engine.EngineCall;
import io.ember.engine.Keyspace;
import io.ember.engine.Slots;
import io.ember.engine.command.CommandHandler;
import io.ember.engine.command.SlotKeys;
import java.util.List;
import java.util.OptionalLong;

/** CLUSTER COUNTKEYSINSLOT: answered by the lane that owns the slot; the others have nothing. */
final class CountKeysInSlotCommand implements CommandHandler.OnEveryLane {
  private final NodeServicesRef services;

  CountKeysInSlotCommand(NodeServicesRef services) {
    this.services = services;
  }

  @Override
  public List<? extends Part> split(EngineCall call, int lanes) {
    if (!ClusterCommands.isEnabled(services, call)) {
      return List.of();
    }
    OptionalLong slot = Arguments.integerOrError(call, 2);
    if (slot.isEmpty()) {
      return List.of();
    }
    if (slot.getAsLong() < 0 || slot.getAsLong() >= Slots.SLOT_COUNT) {
      call.reply().error("Invalid slot");
      return List.of();
    }
    return LaneParts.of(lanes, () -> new Count((int) slot.getAsLong()));
  }

  @Override
  public void merge(EngineCall call, List<? extends Part> parts) {
    long count = 0;
    for (Part part : parts) {
      count += ((Count) part).count;
    }
    call.reply().integer(count);
  }

  private static final class Count implements Part {
    private final int slot;
    private long count;

    Count(int slot) {
      this.slot = slot;
    }

    @Override
    public boolean run(Keyspace keyspace) {
      count = keyspace.owns(slot) ? SlotKeys.count(keyspace, slot) : 0;
      return true;
    }
  }
}
