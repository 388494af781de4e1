package io.ember.engine.command;

import io.ember.engine.EngineCall;
import io.ember.engine.EntryView;
import io.ember.engine.EntryVisitor;
import io.ember.engine.Keyspace;
import io.ember.engine.SlotStore;
import java.util.ArrayList;
import java.util.List;

/** KEYS: all keys that match a pattern. */
final class KeysCommand implements CommandHandler.OnEveryLane {
  private static final int ENTRIES_PER_SLICE = 512;

  @Override
  public List<? extends Part> split(EngineCall call, int lanes) {
    GlobPattern pattern = new GlobPattern(call.argumentBytes(1), false);
    return EveryLane.parts(lanes, () -> new Matches(pattern));
  }

  @Override
  public void merge(EngineCall call, List<? extends Part> parts) {
    int count = 0;
    for (Part part : parts) {
      count += ((Matches) part).keys.size();
    }
    call.reply().array(count);
    for (Part part : parts) {
      for (byte[] key : ((Matches) part).keys) {
        call.reply().bulk(key);
      }
    }
  }

  private static final class Matches implements Part, EntryVisitor {
    private final GlobPattern pattern;
    private final boolean isEverything;
    private final SlotWalk walk = new SlotWalk(0, SlotStore.SCAN_START);
    private final List<byte[]> keys = new ArrayList<>();

    Matches(GlobPattern pattern) {
      this.pattern = pattern;
      isEverything = pattern.isStar();
    }

    @Override
    public boolean run(Keyspace keyspace) {
      return walk.visit(keyspace, ENTRIES_PER_SLICE, this);
    }

    @Override
    public void visit(EntryView entry) {
      byte[] key = entry.keyBytes();
      if (isEverything || pattern.matches(key)) {
        keys.add(key);
      }
    }
  }
}
