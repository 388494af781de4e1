package io.ember.engine.command;

import io.ember.engine.EngineCall;
import io.ember.engine.EntryView;
import io.ember.engine.EntryVisitor;
import io.ember.engine.Keyspace;
import io.ember.engine.SlotStore;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * RANDOMKEY: each lane draws a key, and a lane wins with a chance proportional to its keys. Within
 * a slot the choice is as uniform as {@link SlotStore#sample}.
 */
final class RandomKeyCommand implements CommandHandler.OnEveryLane {
  @Override
  public List<? extends Part> split(EngineCall call, int lanes) {
    return EveryLane.parts(lanes, Draw::new);
  }

  @Override
  public void merge(EngineCall call, List<? extends Part> parts) {
    long total = 0;
    for (Part part : parts) {
      Draw draw = (Draw) part;
      total += draw.key == null ? 0 : draw.count;
    }
    if (total == 0) {
      call.reply().nil();
      return;
    }
    long ticket = Math.floorMod(((Draw) parts.get(0)).random, total);
    for (Part part : parts) {
      Draw draw = (Draw) part;
      byte[] key = draw.key;
      if (key != null) {
        if (ticket < draw.count) {
          call.reply().bulk(key);
          return;
        }
        ticket -= draw.count;
      }
    }
    throw new IllegalStateException("no lane has ticket " + ticket + " of " + total);
  }

  private static final class Draw implements Part, EntryVisitor {
    private static final int TRIES = 100;
    private static final int SAMPLES = 16;

    private long random;
    private long count;
    private long nowMs;
    private int seen;
    private int wanted;
    private byte @Nullable [] key;

    @Override
    public boolean run(Keyspace keyspace) {
      random = keyspace.nextRandom();
      count = keyspace.count();
      nowMs = keyspace.nowMs();
      // As in Redis: where nearly everything has expired, it gives up.
      for (int i = 0; i < TRIES && key == null && count > 0; i++) {
        int slot = keyspace.randomSlot();
        if (slot < 0) {
          return true;
        }
        seen = 0;
        SlotStore store = keyspace.stores().slot(slot);
        wanted = (int) Math.floorMod(keyspace.nextRandom(), Math.min(SAMPLES, store.count()));
        store.sample(keyspace.nextRandom(), SAMPLES, this);
      }
      return true;
    }

    @Override
    public void visit(EntryView entry) {
      if (!entry.isExpiredAt(nowMs) && (key == null || seen <= wanted)) {
        key = entry.keyBytes();
      }
      seen++;
    }
  }
}
