package io.ember.engine.command;

import io.ember.engine.EngineCall;
import io.ember.engine.Keyspace;
import java.util.List;

/** MEMORY PURGE: has the stores do what they put off, so that they free what they can. */
final class MemoryPurgeCommand implements CommandHandler.OnEveryLane {
  @Override
  public List<? extends Part> split(EngineCall call, int lanes) {
    return EveryLane.parts(lanes, Purge::new);
  }

  @Override
  public void merge(EngineCall call, List<? extends Part> parts) {
    call.reply().ok();
  }

  private static final class Purge implements Part {
    private static final int MAX_SLICES = 1000;

    private int slices;

    @Override
    public boolean run(Keyspace keyspace) {
      // Bounded, since writes may put off more work all the time.
      slices++;
      return !keyspace.work() || slices == MAX_SLICES;
    }
  }
}
