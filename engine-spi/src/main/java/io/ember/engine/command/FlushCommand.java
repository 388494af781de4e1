package io.ember.engine.command;

import io.ember.engine.EngineCall;
import io.ember.engine.Keyspace;
import io.ember.engine.Slots;
import java.util.List;

/**
 * FLUSHALL and FLUSHDB, which are the same since there is one database; ASYNC is SYNC in slices, so
 * the answer always comes after the last key is gone.
 */
final class FlushCommand implements CommandHandler.OnEveryLane {
  private static final int SLOTS_PER_SLICE = 16;

  @Override
  public List<? extends Part> split(EngineCall call, int lanes) {
    boolean isKnown =
        call.argumentCount() == 1
            || (call.argumentCount() == 2
                && (call.argumentIs(1, "SYNC") || call.argumentIs(1, "ASYNC")));
    if (!isKnown) {
      call.reply().error(CommandErrors.SYNTAX);
      return List.of();
    }
    return EveryLane.parts(lanes, Flush::new);
  }

  @Override
  public void merge(EngineCall call, List<? extends Part> parts) {
    call.reply().ok();
  }

  private static final class Flush implements Part {
    private int nextSlot;

    @Override
    public boolean run(Keyspace keyspace) {
      for (int i = 0; i < SLOTS_PER_SLICE; i++) {
        int slot = nextSlot < Slots.SLOT_COUNT ? keyspace.nextSlotWithEntries(nextSlot) : -1;
        if (slot < 0) {
          return true;
        }
        keyspace.clear(slot);
        nextSlot = slot + 1;
      }
      return false;
    }
  }
}
