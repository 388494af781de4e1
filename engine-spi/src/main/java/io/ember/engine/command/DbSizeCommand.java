package io.ember.engine.command;

import io.ember.engine.EngineCall;
import io.ember.engine.Keyspace;
import java.util.List;

/** DBSIZE: how many keys there are; as in Redis those that have expired unnoticed count. */
final class DbSizeCommand implements CommandHandler.OnEveryLane {
  @Override
  public List<? extends Part> split(EngineCall call, int lanes) {
    return EveryLane.parts(lanes, Count::new);
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
    private long count;

    @Override
    public boolean run(Keyspace keyspace) {
      count = keyspace.count();
      return true;
    }
  }
}
