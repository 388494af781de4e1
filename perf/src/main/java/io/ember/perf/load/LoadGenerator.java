package io.ember.perf.load;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.IntFunction;
import org.HdrHistogram.Histogram;

/** Runs a workload against a server and measures it. One run at a time, any thread. */
public final class LoadGenerator {
  private static final long DRAIN_NS = 10_000_000_000L;
  private static final long FILL_LIMIT_NS = 1_800_000_000_000L;
  private static final double NS = 1e9;

  private final Workload workload;
  private final IntervalLog log;
  private final IntervalListener listener;

  public LoadGenerator(Workload workload, IntervalLog log) {
    this(workload, log, answeredCount -> {});
  }

  public LoadGenerator(Workload workload, IntervalLog log, IntervalListener listener) {
    this.workload = workload;
    this.log = log;
    this.listener = listener;
  }

  /** Hears of the end of each interval of about a second, while all connections are open. */
  @FunctionalInterface
  public interface IntervalListener {
    /**
     * Called by the thread that called the generator.
     *
     * @param answeredCount answers since the end of the warm-up
     */
    void intervalEnded(long answeredCount) throws IOException;
  }

  /** Sends as fast as the server answers. */
  public LoadResult closedLoop(double warmupSeconds, double seconds)
      throws IOException, InterruptedException {
    long endNs = (long) ((warmupSeconds + seconds) * NS);
    return run(index -> new ClosedLoop(endNs, Long.MAX_VALUE), warmupSeconds, endNs + DRAIN_NS);
  }

  /**
   * Sends at a rate of its own, whatever the server does.
   *
   * @param ratePerSecond of all connections together
   */
  public LoadResult openLoop(
      double ratePerSecond, OpenLoop.Arrivals arrivals, double warmupSeconds, double seconds)
      throws IOException, InterruptedException {
    long endNs = (long) ((warmupSeconds + seconds) * NS);
    double share = ratePerSecond / workload.threads();
    return run(
        index ->
            new OpenLoop(
                0, endNs, share, workload.pipeline(), arrivals, workload.seed() + 1000 + index),
        warmupSeconds,
        endNs + DRAIN_NS);
  }

  /**
   * Writes each key once.
   *
   * @param fromKey inclusive
   * @param toKey exclusive
   * @throws IOException also if the server answers an error
   */
  public static LoadResult fill(Workload workload, long fromKey, long toKey)
      throws IOException, InterruptedException {
    Workload writes = workload.withSetShare(1);
    LoadGenerator generator = new LoadGenerator(writes, IntervalLog.NONE);
    int threads = writes.threads();
    long count = toKey - fromKey;
    List<LoadWorker> workers = new ArrayList<>();
    try {
      for (int i = 0; i < threads; i++) {
        workers.add(new LoadWorker(writes, i, fromKey + count * i / threads, true));
      }
      LoadResult result =
          generator.run(
              workers,
              i -> new ClosedLoop(Schedule.NEVER, count * (i + 1) / threads - count * i / threads),
              0,
              FILL_LIMIT_NS);
      if (result.errorCount() > 0 || result.lostCount() > 0) {
        throw new IOException(
            "filling failed with "
                + result.errorCount()
                + " errors, "
                + result.lostCount()
                + " without an answer: "
                + result.firstError());
      }
      return result;
    } finally {
      closeAll(workers);
    }
  }

  private LoadResult run(IntFunction<Schedule> schedules, double warmupSeconds, long giveUpNs)
      throws IOException, InterruptedException {
    List<LoadWorker> workers = new ArrayList<>();
    try {
      for (int i = 0; i < workload.threads(); i++) {
        workers.add(new LoadWorker(workload, i, 0, false));
      }
      return run(workers, schedules, warmupSeconds, giveUpNs);
    } finally {
      closeAll(workers);
    }
  }

  private LoadResult run(
      List<LoadWorker> workers,
      IntFunction<Schedule> schedules,
      double warmupSeconds,
      long giveUpNs)
      throws IOException, InterruptedException {
    ExecutorService threads = Executors.newFixedThreadPool(workers.size());
    List<Future<?>> running = new ArrayList<>();
    long originNs = System.nanoTime();
    try {
      for (int i = 0; i < workers.size(); i++) {
        LoadWorker worker = workers.get(i);
        Schedule schedule = schedules.apply(i);
        running.add(
            threads.submit(
                () -> {
                  worker.run(schedule, originNs, (long) (warmupSeconds * NS), giveUpNs);
                  return null;
                }));
      }
      return new Observer(workers, warmupSeconds, originNs).observe(running);
    } finally {
      workers.forEach(LoadWorker::stop);
      threads.shutdown();
      threads.awaitTermination(1, TimeUnit.MINUTES);
    }
  }

  private static void closeAll(List<LoadWorker> workers) throws IOException {
    for (LoadWorker worker : workers) {
      worker.close();
    }
  }

  /** Drains the recorders once a second while the workers run. */
  private final class Observer {
    private final List<LoadWorker> workers;
    private final double warmupSeconds;
    private final long originNs;
    private final Histogram sets = LatencyRecorder.newHistogram();
    private final Histogram gets = LatencyRecorder.newHistogram();
    private final Histogram setInterval = LatencyRecorder.newHistogram();
    private final Histogram getInterval = LatencyRecorder.newHistogram();
    private final List<LoadResult.Interval> intervals = new ArrayList<>();
    private double lastSeconds;
    private long lastMs = System.currentTimeMillis();

    Observer(List<LoadWorker> workers, double warmupSeconds, long originNs) {
      this.workers = workers;
      this.warmupSeconds = warmupSeconds;
      this.originNs = originNs;
      lastSeconds = warmupSeconds;
    }

    LoadResult observe(List<Future<?>> running) throws IOException, InterruptedException {
      awaitUntil(running, warmupSeconds); // until then nothing is recorded
      boolean ended = false;
      for (int second = 1; !ended; second++) {
        ended = awaitUntil(running, warmupSeconds + second);
        drain();
      }
      return result();
    }

    private double nowSeconds() {
      return (System.nanoTime() - originNs) / NS;
    }

    /** {@return whether all workers ended before that time of the run} */
    private boolean awaitUntil(List<Future<?>> running, double untilSeconds)
        throws IOException, InterruptedException {
      for (Future<?> worker : running) {
        try {
          double left = untilSeconds - nowSeconds();
          worker.get(Math.max(0, (long) (left * NS)), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
          return false;
        } catch (ExecutionException e) {
          if (e.getCause() instanceof IOException failure) {
            throw failure;
          }
          throw new IllegalStateException("the load generator failed", e.getCause());
        }
      }
      return true;
    }

    private void drain() throws IOException {
      setInterval.reset();
      getInterval.reset();
      for (LoadWorker worker : workers) {
        worker.recorder().drainTo(setInterval, getInterval);
      }
      double now = nowSeconds();
      long nowMs = System.currentTimeMillis();
      log.write(setInterval, "SET", lastMs, nowMs);
      log.write(getInterval, "GET", lastMs, nowMs);
      sets.add(setInterval);
      gets.add(getInterval);
      setInterval.add(getInterval);
      long count = setInterval.getTotalCount();
      if (count > 0) {
        intervals.add(
            new LoadResult.Interval(
                now - warmupSeconds,
                count / (now - lastSeconds),
                setInterval.getValueAtPercentile(50) / 1e3,
                setInterval.getValueAtPercentile(99) / 1e3,
                setInterval.getMaxValue() / 1e3));
      }
      lastSeconds = now;
      lastMs = nowMs;
      listener.intervalEnded(sets.getTotalCount() + gets.getTotalCount());
    }

    private LoadResult result() {
      long errors = 0;
      long misses = 0;
      long lost = 0;
      String firstError = "";
      for (LoadWorker worker : workers) {
        errors += worker.errorCount();
        misses += worker.missCount();
        lost += worker.lostCount();
        String error = worker.firstError();
        firstError = firstError.isEmpty() && error != null ? error : firstError;
      }
      return new LoadResult(
          sets,
          gets,
          List.copyOf(intervals),
          lastSeconds - warmupSeconds,
          errors,
          misses,
          lost,
          firstError);
    }
  }
}
