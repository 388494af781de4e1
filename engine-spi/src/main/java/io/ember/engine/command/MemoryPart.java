package io.ember.engine.command;

import io.ember.engine.Keyspace;
import java.util.List;

/** What a lane tells of its memory. */
final class MemoryPart implements CommandHandler.OnEveryLane.Part {
  private long usedBytes;
  private long keys;

  @Override
  public boolean run(Keyspace keyspace) {
    usedBytes = keyspace.stores().usedBytes();
    keys = keyspace.count();
    return true;
  }

  /** {@return bytes reserved by the slots of all lanes} */
  static long usedBytes(List<? extends CommandHandler.OnEveryLane.Part> parts) {
    long sum = 0;
    for (CommandHandler.OnEveryLane.Part part : parts) {
      sum += ((MemoryPart) part).usedBytes;
    }
    return sum;
  }

  /** {@return keys of all lanes} */
  static long keys(List<? extends CommandHandler.OnEveryLane.Part> parts) {
    long sum = 0;
    for (CommandHandler.OnEveryLane.Part part : parts) {
      sum += ((MemoryPart) part).keys;
    }
    return sum;
  }
}
