package io.ember.examples.demo;

import java.io.PrintStream;
import java.util.Locale;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;

/** Prints a line with a bar each second while a phase works, and one at its end. Any thread. */
final class Progress implements AutoCloseable {
  private static final int BAR_WIDTH = 24;

  private final PrintStream out;
  private final String phase;
  private final String unit;
  private final long total;
  private final long startNs = System.nanoTime();
  private final LongAdder added = new LongAdder();
  private final LongSupplier done;
  private final ScheduledExecutorService clock =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "progress");
            thread.setDaemon(true);
            return thread;
          });
  private long previousDone;
  private long previousNs = startNs;

  /**
   * @param total what will have been done at the end, or 0 if that is not known
   */
  Progress(PrintStream out, String phase, String unit, long total) {
    this.done = added::sum;
    this.out = out;
    this.phase = phase;
    this.unit = unit;
    this.total = total;
    clock.scheduleAtFixedRate(this::printNow, 1, 1, TimeUnit.SECONDS);
  }

  /**
   * @param done tells how much was done, instead of {@link #add}
   */
  Progress(PrintStream out, String phase, String unit, long total, LongSupplier done) {
    this.done = done;
    this.out = out;
    this.phase = phase;
    this.unit = unit;
    this.total = total;
    clock.scheduleAtFixedRate(this::printNow, 1, 1, TimeUnit.SECONDS);
  }

  void add(long count) {
    added.add(count);
  }

  /** Waits while the phase works, and is shown. */
  void watch(int seconds) throws InterruptedException {
    TimeUnit.SECONDS.sleep(seconds);
  }

  private void printNow() {
    long now = System.nanoTime();
    long sum = done.getAsLong();
    double rate = (sum - previousDone) * 1e9 / (now - previousNs);
    previousDone = sum;
    previousNs = now;
    print(sum, rate);
  }

  private void print(long sum, double rate) {
    String bar = "";
    if (total > 0) {
      int filled = (int) Math.min(BAR_WIDTH, sum * BAR_WIDTH / total);
      bar =
          String.format(
              Locale.ROOT,
              "[%s%s] %3d %%  ",
              "#".repeat(filled),
              "-".repeat(BAR_WIDTH - filled),
              sum * 100 / total);
    }
    out.printf(Locale.ROOT, "%-10s %s%,d %s, %,.0f/s%n", phase, bar, sum, unit, rate);
  }

  /** {@return how many a second, over the whole phase} */
  double rate() {
    return done.getAsLong() * 1e9 / Math.max(1, System.nanoTime() - startNs);
  }

  @Override
  public void close() {
    clock.shutdownNow();
    print(done.getAsLong(), rate());
  }
}
