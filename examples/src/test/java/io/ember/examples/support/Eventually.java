package io.ember.examples.support;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Waits for what will come about by itself, with a generous limit. */
public final class Eventually {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final int PAUSE_MS = 5;

  /** Something that may not be possible yet. */
  public interface Attempt<T> {
    T get() throws IOException;
  }

  /** Something that may not be true yet. */
  public interface Condition {
    boolean holds() throws IOException;
  }

  private Eventually() {}

  /** Waits until the condition holds. */
  public static void holds(String what, Condition condition) throws InterruptedException {
    get(
        what,
        () -> {
          if (!condition.holds()) {
            throw new IOException("it does not hold");
          }
          return true;
        },
        () -> "");
  }

  /** {@return what the attempt gives as soon as it does not fail} */
  public static <T> T get(String what, Attempt<T> attempt, Supplier<String> detail)
      throws InterruptedException {
    long deadlineNs = System.nanoTime() + LIMIT.toNanos();
    CountDownLatch never = new CountDownLatch(1);
    @Nullable IOException last;
    do {
      try {
        return attempt.get();
      } catch (IOException e) {
        last = e;
      }
    } while (!never.await(PAUSE_MS, TimeUnit.MILLISECONDS) && System.nanoTime() - deadlineNs < 0);
    throw new AssertionError(
        "not within " + LIMIT.toSeconds() + " s: " + what + " " + detail.get(), last);
  }
}
