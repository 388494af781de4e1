package io.ember.engine.command;

import io.ember.engine.EngineCall;
import io.ember.engine.EntryView;
import io.ember.engine.EntryVisitor;
import io.ember.engine.Keyspace;
import io.ember.engine.SlotStore;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/** KEYS: all keys that match a pattern. */
final class KeysCommand implements CommandHandler.OnEveryLane {
  private static final int ENTRIES_PER_SLICE = 512;

  /** What an array and a reference to it take on the heap, about. */
  private static final int BYTES_PER_KEY = 24;

  @Override
  public List<? extends Part> split(EngineCall call, int lanes) {
    GlobPattern pattern = new GlobPattern(call.argumentBytes(1), false);
    AtomicLong bytes = new AtomicLong();
    return EveryLane.parts(lanes, () -> new Matches(pattern, bytes));
  }

  @Override
  public void merge(EngineCall call, List<? extends Part> parts) {
    int count = 0;
    for (Part part : parts) {
      if (((Matches) part).isTooMuch()) {
        call.reply()
            .error("the keys take more than " + EngineCall.MAX_COPIED_BYTES + " bytes; use SCAN");
        return;
      }
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
    private final AtomicLong bytes;
    private final SlotWalk walk = new SlotWalk(0, SlotStore.SCAN_START);
    private final List<byte[]> keys = new ArrayList<>();

    /**
     * @param bytes on the heap, of all lanes together
     */
    Matches(GlobPattern pattern, AtomicLong bytes) {
      this.pattern = pattern;
      this.bytes = bytes;
      isEverything = pattern.isStar();
    }

    @Override
    public boolean run(Keyspace keyspace) {
      return isTooMuch() || walk.visit(keyspace, ENTRIES_PER_SLICE, this);
    }

    @Override
    public void visit(EntryView entry) {
      byte[] key = entry.keyBytes();
      if (isEverything || pattern.matches(key)) {
        bytes.addAndGet(BYTES_PER_KEY + key.length);
        keys.add(key);
      }
    }

    boolean isTooMuch() {
      return bytes.get() > EngineCall.MAX_COPIED_BYTES;
    }
  }
}
