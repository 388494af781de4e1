package io.ember.examples.migration;

import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/** Looks at a figure again and again and keeps its highest value. Any thread. */
final class Watch implements AutoCloseable {
  private final Callable<Double> figure;
  private final Thread thread = new Thread(this::run, "watch");
  private volatile double highest;
  private volatile @Nullable Exception failure;
  private volatile boolean stopping;

  Watch(Callable<Double> figure) {
    this.figure = figure;
    thread.start();
  }

  private void run() {
    try {
      while (!stopping) {
        highest = Math.max(highest, figure.call());
      }
    } catch (Exception e) {
      failure = e;
    }
  }

  /** Ends looking. {@return the highest value} */
  double highest() throws InterruptedException {
    stopping = true;
    thread.join();
    Exception why = failure;
    if (why != null) {
      throw new AssertionError("cannot look any more", why);
    }
    return highest;
  }

  @Override
  public void close() {
    stopping = true;
  }
}
