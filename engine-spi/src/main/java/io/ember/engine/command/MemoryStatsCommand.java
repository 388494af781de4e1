package io.ember.engine.command;

import io.ember.engine.EngineCall;
import io.ember.engine.ReplySink;
import java.util.List;

/**
 * MEMORY STATS: the figures of Redis that have a meaning here, and those of the Java heap. Data
 * lies outside of the heap, so the total is their sum.
 */
final class MemoryStatsCommand implements CommandHandler.OnEveryLane {
  private static final int FIGURES = 8;

  @Override
  public List<? extends Part> split(EngineCall call, int lanes) {
    return EveryLane.parts(lanes, MemoryPart::new);
  }

  @Override
  public void merge(EngineCall call, List<? extends Part> parts) {
    long dataBytes = MemoryPart.usedBytes(parts);
    long keys = MemoryPart.keys(parts);
    Runtime jvm = Runtime.getRuntime();
    long heapBytes = jvm.totalMemory() - jvm.freeMemory();
    long totalBytes = dataBytes + heapBytes;
    ReplySink reply = call.reply();
    reply.map(FIGURES);
    add(reply, "total.allocated", totalBytes);
    add(reply, "overhead.total", heapBytes);
    add(reply, "keys.count", keys);
    add(reply, "keys.bytes-per-key", keys == 0 ? 0 : dataBytes / keys);
    add(reply, "dataset.bytes", dataBytes);
    reply.bulk("dataset.percentage");
    reply.number(totalBytes == 0 ? 0 : 100.0 * dataBytes / totalBytes);
    add(reply, "heap.used", heapBytes);
    add(reply, "heap.max", jvm.maxMemory());
  }

  private static void add(ReplySink reply, String name, long value) {
    reply.bulk(name);
    reply.integer(value);
  }
}
