package io.ember.perf.reshard;

import io.ember.perf.load.OpenLoop;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * GET and SET at times that do not depend on the answers. Each thread has keys of its own and waits
 * for each answer; what becomes due in the meantime counts from when it was due. Every GET has to
 * return what was acknowledged last. Owner thread: the harness.
 */
final class SteadyLoad implements AutoCloseable {
  private static final int SEED = 20_250;

  private final LoadClient client;
  private final AuditedKeys keys;
  private final LoadPlan plan;
  private final PhaseClock clock;
  private final LatencyBook book;
  private final Place.Layout layout;
  private final AtomicInteger errors = new AtomicInteger();
  private final AtomicInteger wrong = new AtomicInteger();
  private final AtomicLong done = new AtomicLong();
  private final ConcurrentSkipListMap<String, Integer> errorTexts = new ConcurrentSkipListMap<>();
  private final List<Thread> threads = new ArrayList<>();
  private volatile boolean stopping;

  /**
   * Begins at once.
   *
   * @param layout of the slots that will move, and others
   */
  SteadyLoad(
      LoadClient client,
      AuditedKeys keys,
      LoadPlan plan,
      PhaseClock clock,
      LatencyBook book,
      Place.Layout layout) {
    this.client = client;
    this.keys = keys;
    this.plan = plan;
    this.clock = clock;
    this.book = book;
    this.layout = layout;
    long startNs = System.nanoTime();
    for (int i = 0; i < plan.threads(); i++) {
      int number = i;
      Thread thread = new Thread(() -> run(number, startNs), "load-" + i);
      thread.start();
      threads.add(thread);
    }
  }

  private void run(int number, long startNs) {
    OpenLoop schedule =
        new OpenLoop(
            startNs,
            Long.MAX_VALUE,
            plan.ratePerSecond() / plan.threads(),
            1,
            OpenLoop.Arrivals.POISSON,
            SEED + number);
    SplittableRandom random = new SplittableRandom(SEED + number);
    int own = (keys.count() - number + plan.threads() - 1) / plan.threads();
    while (!stopping) {
      long dueNs = schedule.nextNs(0);
      long leftNs = dueNs - System.nanoTime();
      if (leftNs > 0) {
        LockSupport.parkNanos(leftNs);
      } else {
        schedule.advance();
        int index = number + random.nextInt(own) * plan.threads();
        operate(index, random.nextDouble() < plan.setShare(), dueNs);
      }
    }
  }

  private void operate(int index, boolean isSet, long dueNs) {
    byte[] key = AuditedKeys.key(index);
    long calledNs = System.nanoTime();
    try {
      if (isSet) {
        client.set(key, keys.nextValue(index));
        keys.acknowledge(index);
      } else if (!keys.isRight(index, client.get(key))) {
        wrong.incrementAndGet();
      }
    } catch (RuntimeException e) {
      // Whatever a client throws is what is looked for here; the report tells it.
      errors.incrementAndGet();
      errorTexts.merge(e.getClass().getSimpleName() + ": " + e.getMessage(), 1, Integer::sum);
    }
    long endNs = System.nanoTime();
    done.incrementAndGet();
    Phase phase = clock.phaseOf(dueNs);
    Place place = layout.of(AuditedKeys.slot(key));
    book.record(phase, isSet, place, endNs - dueNs, endNs - calledNs);
  }

  /** Ends the threads and returns when they have ended. */
  void stop() throws InterruptedException {
    stopping = true;
    for (Thread thread : threads) {
      thread.join();
    }
  }

  /** {@return calls that ended with an exception} */
  int errors() {
    return errors.get();
  }

  /** {@return the texts of the exceptions, and how often each came} */
  List<String> errorTexts() {
    return errorTexts.entrySet().stream()
        .map(entry -> entry.getValue() + " x " + entry.getKey())
        .toList();
  }

  /** {@return GETs that did not return what was acknowledged last} */
  int wrong() {
    return wrong.get();
  }

  /** {@return calls that have ended} */
  long done() {
    return done.get();
  }

  @Override
  public void close() {
    stopping = true;
  }
}
