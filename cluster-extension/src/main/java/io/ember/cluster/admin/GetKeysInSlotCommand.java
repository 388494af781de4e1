package io.ember.cluster.admin;

import io.ember.engine.EngineCall;
import io.ember.engine.EntryView;
import io.ember.engine.Keyspace;
import io.ember.engine.Reply;
import io.ember.engine.SlotStore;
import io.ember.engine.Slots;
import io.ember.engine.command.CommandHandler;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;

/** CLUSTER GETKEYSINSLOT: answered by the lane that owns the slot; the others have nothing. */
final class GetKeysInSlotCommand implements CommandHandler.OnEveryLane {
  private final NodeServicesRef services;

  GetKeysInSlotCommand(NodeServicesRef services) {
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
    OptionalLong limit = Arguments.integerOrError(call, 3);
    if (limit.isEmpty()) {
      return List.of();
    }
    if (slot.getAsLong() < 0 || slot.getAsLong() >= Slots.SLOT_COUNT || limit.getAsLong() < 0) {
      call.reply().error("Invalid slot or number of keys");
      return List.of();
    }
    int most = (int) Math.min(limit.getAsLong(), Integer.MAX_VALUE);
    return LaneParts.of(lanes, () -> new Keys((int) slot.getAsLong(), most));
  }

  @Override
  public void merge(EngineCall call, List<? extends Part> parts) {
    List<Reply.Bulk> keys = new ArrayList<>();
    for (Part part : parts) {
      keys.addAll(((Keys) part).keys);
    }
    call.reply().array(keys.size());
    for (Reply.Bulk key : keys) {
      call.reply().bulk(key.bytes());
    }
  }

  /** The keys of one lane, collected slice by slice: a slot can have millions. */
  private static final class Keys implements Part {
    private static final int SLICE = 512;

    private final int slot;
    private final int limit;
    // A scan that is interrupted by growth can meet an entry again.
    private final Set<Reply.Bulk> keys = new LinkedHashSet<>();
    private long cursor = SlotStore.SCAN_START;

    Keys(int slot, int limit) {
      this.slot = slot;
      this.limit = limit;
    }

    @Override
    public boolean run(Keyspace keyspace) {
      if (!keyspace.owns(slot)
          || keyspace.isHidden(slot)
          || keyspace.stores().slot(slot).count() == 0) {
        return true;
      }
      cursor = keyspace.stores().slot(slot).scan(cursor, SLICE, this::add);
      return cursor == SlotStore.SCAN_END || keys.size() >= limit;
    }

    private void add(EntryView entry) {
      if (keys.size() < limit) {
        keys.add(new Reply.Bulk(entry.keyBytes()));
      }
    }
  }
}
