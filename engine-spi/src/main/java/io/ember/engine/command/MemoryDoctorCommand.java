package io.ember.engine.command;

import io.ember.engine.EngineCall;
import java.util.List;

/** MEMORY DOCTOR: whether something about the memory should worry the operator. */
final class MemoryDoctorCommand implements CommandHandler.OnEveryLane {
  private static final long SMALL_BYTES = 5L << 20;
  private static final int MUCH_PER_KEY = 64 * 1024;

  @Override
  public List<? extends Part> split(EngineCall call, int lanes) {
    return EveryLane.parts(lanes, MemoryPart::new);
  }

  @Override
  public void merge(EngineCall call, List<? extends Part> parts) {
    long usedBytes = MemoryPart.usedBytes(parts);
    long keys = MemoryPart.keys(parts);
    Runtime jvm = Runtime.getRuntime();
    long heapBytes = jvm.totalMemory() - jvm.freeMemory();
    String report;
    if (heapBytes > jvm.maxMemory() / 10 * 9) {
      report =
          "The Java heap is nearly full: "
              + heapBytes
              + " of "
              + jvm.maxMemory()
              + " bytes are in use. The data lies outside of it; raise -Xmx or have fewer clients.\n";
    } else if (usedBytes < SMALL_BYTES) {
      report = "The data takes less than 5 MiB: there is nothing to diagnose yet.\n";
    } else if (keys > 0 && usedBytes / keys > MUCH_PER_KEY) {
      report = "A key takes " + usedBytes / keys + " bytes on average: the values are large.\n";
    } else {
      report = "No memory issue was found.\n";
    }
    call.reply().verbatim("txt", report);
  }
}
