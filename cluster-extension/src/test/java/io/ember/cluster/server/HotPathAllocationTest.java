package io.ember.cluster.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.ember.engine.SlotStoreFactory;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;

/**
 * The whole path of a GET and a SET allocates nothing once it is warm: the allocation counters of
 * the client loop and of the lanes stand still.
 *
 * <p>What is allowed for is not of the path: the housekeeping that the ticker asks for ten times a
 * second, the idle sweep once a second, and a class or a chunk that is met for the first time.
 */
class HotPathAllocationTest {
  private static final int WARM_UP_CALLS = 200_000;
  private static final int CALLS = 100_000;
  private static final int SINGLE_CALLS = 20_000;
  private static final int KEYS = 512;
  private static final int ROUNDS = 5;
  private static final int ALLOWED_BYTES = 16 * 1024;
  private static final String VALUE = "v".repeat(64);

  @Test
  void allocatesNothingInTheSteadyState() throws IOException {
    try (TestNode node = new TestNode(options -> options.stores = offHeap());
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), node.port())) {
      socket.setTcpNoDelay(true);
      Load load = new Load(socket);
      load.run("SET", 16, WARM_UP_CALLS);
      load.run("GET", 16, WARM_UP_CALLS);

      assertAllocatesNothing(load, "SET", 16, CALLS);
      assertAllocatesNothing(load, "GET", 16, CALLS);
      assertAllocatesNothing(load, "SET", 1, SINGLE_CALLS);
      assertAllocatesNothing(load, "GET", 1, SINGLE_CALLS);
      assertAllocatesNothing(load, "SET", 128, CALLS);
      assertAllocatesNothing(load, "GET", 128, CALLS);
    }
  }

  /** The best of some rounds: one may meet something for the first time, a leak shows in each. */
  private static void assertAllocatesNothing(Load load, String command, int pipeline, int calls)
      throws IOException {
    long best = Long.MAX_VALUE;
    for (int round = 0; round < ROUNDS && best > ALLOWED_BYTES; round++) {
      long before = allocatedBytes();
      load.run(command, pipeline, calls);
      best = Math.min(best, allocatedBytes() - before);
    }
    assertThat(best)
        .as("bytes allocated by %d times %s, %d at a time", calls, command, pipeline)
        .isLessThanOrEqualTo(ALLOWED_BYTES);
  }

  private static SlotStoreFactory offHeap() {
    return ServiceLoader.load(SlotStoreFactory.class).stream()
        .map(ServiceLoader.Provider::get)
        .max(Comparator.comparingInt(SlotStoreFactory::priority))
        .orElseThrow();
  }

  /** {@return bytes that all loops and lanes have allocated so far} */
  private static long allocatedBytes() {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long bytes = 0;
    for (Thread thread : Thread.getAllStackTraces().keySet()) {
      String name = thread.getName();
      if (name.matches("ember-lane-\\d+|ember-client-loop.*")) {
        bytes += threads.getThreadAllocatedBytes(thread.getId());
      }
    }
    return bytes;
  }

  /** Sends pipelines over keys of one length, so that replies have known lengths. */
  private static final class Load {
    private final OutputStream out;
    private final InputStream in;
    private final byte[] replies = new byte[64 * 1024];

    Load(Socket socket) throws IOException {
      out = socket.getOutputStream();
      in = socket.getInputStream();
    }

    void run(String command, int pipeline, int calls) throws IOException {
      boolean set = command.equals("SET");
      byte[][] requests = new byte[KEYS / pipeline][];
      for (int i = 0; i < requests.length; i++) {
        requests[i] = request(set, pipeline, i * pipeline);
      }
      int replyBytes = pipeline * (set ? 5 : VALUE.length() + 7);
      for (int sent = 0; sent < calls; sent += pipeline) {
        out.write(requests[sent / pipeline % requests.length]);
        for (int missing = replyBytes; missing > 0; ) {
          int count = in.read(replies, 0, Math.min(missing, replies.length));
          if (count < 0) {
            throw new IOException("closed");
          }
          missing -= count;
        }
      }
    }

    private static byte[] request(boolean set, int pipeline, int from) {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      for (int i = 0; i < pipeline; i++) {
        String key = String.format("key:%012d", (from + i) % KEYS);
        String text =
            set
                ? "*3\r\n$3\r\nSET\r\n$16\r\n" + key + "\r\n$64\r\n" + VALUE + "\r\n"
                : "*2\r\n$3\r\nGET\r\n$16\r\n" + key + "\r\n";
        bytes.writeBytes(text.getBytes(StandardCharsets.US_ASCII));
      }
      return bytes.toByteArray();
    }
  }
}
