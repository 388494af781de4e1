package io.ember.examples.hostile;

import io.ember.examples.process.NodeProcess;
import io.ember.examples.support.Eventually;
import io.ember.examples.support.RespClient;
import io.ember.examples.support.RespValue;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * A client that wants its values back, on a thread of its own, and notes meanwhile how much memory
 * the node takes. Its figures: any thread.
 */
final class GoodClient implements AutoCloseable {
  private static final int CALLS_PER_SAMPLE = 50;
  private static final int KEYS = 1_000;

  private final NodeProcess node;
  private final Thread thread = new Thread(this::work, "good-client");
  private volatile boolean stopped;
  private volatile long served;
  private volatile long slowestNs;
  private volatile long maxResidentBytes;
  private volatile @Nullable Throwable failure;

  GoodClient(NodeProcess node) {
    this.node = node;
    thread.start();
  }

  @SuppressWarnings("NonAtomicVolatileUpdate") // written by this one thread only
  private void work() {
    try (RespClient client = RespClient.connect(node.port())) {
      for (long i = 0; !stopped; i++) {
        String key = "good:" + i % KEYS;
        long beginNs = System.nanoTime();
        require(client.call("SET", key, "value " + i), "OK");
        require(client.call("GET", key), "value " + i);
        slowestNs = Math.max(slowestNs, System.nanoTime() - beginNs);
        served++;
        if (i % CALLS_PER_SAMPLE == 0) {
          maxResidentBytes = Math.max(maxResidentBytes, node.residentBytes().orElse(0));
        }
      }
    } catch (IOException | RuntimeException | AssertionError e) {
      failure = e;
    }
  }

  private static void require(RespValue reply, String text) {
    if (reply.isError() || !reply.text().equals(text)) {
      throw new AssertionError("instead of " + text + ": " + reply);
    }
  }

  /**
   * Waits until so many more pairs of calls were answered.
   *
   * @throws AssertionError if one was not, or not as it should be
   */
  void awaitServed(int more) throws InterruptedException {
    long until = served + more;
    Eventually.holds("the good client is served", () -> failure != null || served >= until);
    Throwable problem = failure;
    if (problem != null) {
      throw new AssertionError("the good client was not served", problem);
    }
  }

  long served() {
    return served;
  }

  long slowestNs() {
    return slowestNs;
  }

  long maxResidentBytes() {
    return maxResidentBytes;
  }

  @Override
  public void close() {
    stopped = true;
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
