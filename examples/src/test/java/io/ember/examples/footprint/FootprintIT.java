package io.ember.examples.footprint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.ember.engine.Slots;
import io.ember.examples.process.NodeProcess;
import io.ember.examples.process.ProcessMemory;
import io.ember.examples.support.EmberNode;
import io.ember.examples.support.RespClient;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Memory of a node as the operating system and the JVM tell it; times are printed only. */
class FootprintIT {
  private static final long MB = 1_000_000;
  private static final int BATCH = 512;
  private static final byte[] SET = {'S', 'E', 'T'};
  private static final byte[] VALUE = "v".repeat(64).getBytes(StandardCharsets.US_ASCII);

  @TempDir Path dir;

  @BeforeEach
  void needsTheSystemsFigures() {
    assumeTrue(
        ProcessMemory.residentBytes(ProcessHandle.current().pid()).isPresent(),
        "needs the proc file system of Linux");
  }

  @Test
  void anEmptyNodeTakesLessThan200MegabytesAndAnswersItsFirstSet() throws Exception {
    long startedNs = System.nanoTime();
    try (NodeProcess node = EmberNode.start(dir, EmberNode.CLUSTER);
        RespClient client = RespClient.connect(node.port())) {
      long readyNs = System.nanoTime();
      long processorMs = processorMs(node);
      assertThat(client.call("SET", "first", "1").text()).isEqualTo("OK");
      long setNs = System.nanoTime();

      long resident = node.residentBytes().orElseThrow();
      long heap = JvmTool.liveHeapBytes(dir, node.pid());
      print(
          "empty node: served %d ms after its start, %d ms of processor time until here",
          millis(readyNs - startedNs), processorMs);
      print("empty node: first SET answered in %d us", micros(setNs - readyNs));
      print("empty node: %d MB resident, %.1f MB of live heap", resident / MB, inMb(heap));
      assertThat(resident).isLessThan(200 * MB);
    }
  }

  @Test
  void aNodeWithAKeyInEverySlotTakesAtMost400MegabytesAnd60OfHeap() throws Exception {
    try (NodeProcess node = EmberNode.start(dir, EmberNode.CLUSTER);
        RespClient client = RespClient.connect(node.port())) {
      touchEverySlot(client);
      long resident = node.residentBytes().orElseThrow();
      long heap = JvmTool.liveHeapBytes(dir, node.pid());
      print("all slots: %d MB resident, %.1f MB of live heap", resident / MB, inMb(heap));

      assertThat(client.call("DBSIZE").number()).isEqualTo(Slots.SLOT_COUNT);
      assertThat(resident).isLessThanOrEqualTo(400 * MB);
      assertThat(heap).isLessThanOrEqualTo(60 * MB);

      long before = node.residentBytes().orElseThrow();
      assertThat(client.call("FLUSHALL").text()).isEqualTo("OK");
      long after = node.residentBytes().orElseThrow();
      print("FLUSHALL: from %d MB resident to %d MB", before / MB, after / MB);
      assertThat(client.call("DBSIZE").number()).isZero();
    }
  }

  /** Sets one key in each slot, a batch at a time. */
  private static void touchEverySlot(RespClient client) throws IOException {
    BitSet touched = new BitSet(Slots.SLOT_COUNT);
    int unread = 0;
    for (int i = 0; touched.cardinality() < Slots.SLOT_COUNT; i++) {
      byte[] key = ("key:" + i).getBytes(StandardCharsets.US_ASCII);
      int slot = Slots.keySlot(key);
      if (touched.get(slot)) {
        continue;
      }
      touched.set(slot);
      client.send(List.of(SET, key, VALUE));
      if (++unread == BATCH) {
        readOks(client, unread);
        unread = 0;
      }
    }
    readOks(client, unread);
  }

  private static void readOks(RespClient client, int count) throws IOException {
    client.flush();
    for (int i = 0; i < count; i++) {
      assertThat(client.read().text()).isEqualTo("OK");
    }
  }

  private static long processorMs(NodeProcess node) {
    return ProcessHandle.of(node.pid())
        .flatMap(process -> process.info().totalCpuDuration())
        .orElse(Duration.ZERO)
        .toMillis();
  }

  private static long millis(long nanos) {
    return TimeUnit.NANOSECONDS.toMillis(nanos);
  }

  private static long micros(long nanos) {
    return TimeUnit.NANOSECONDS.toMicros(nanos);
  }

  private static double inMb(long bytes) {
    return (double) bytes / MB;
  }

  private static void print(String format, Object... arguments) {
    System.out.println("footprint: " + String.format(Locale.ROOT, format, arguments));
  }
}
