package io.ember.examples.admin;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Time, for one who asks again and again. */
interface Pace {
  /** The clock of the system, with a fifth of a second between two questions. */
  Pace SYSTEM =
      new Pace() {
        private final long pauseNs = TimeUnit.MILLISECONDS.toNanos(200);

        @Override
        public long nanoTime() {
          return System.nanoTime();
        }

        @Override
        public void pause() throws InterruptedException {
          LockSupport.parkNanos(pauseNs);
          if (Thread.interrupted()) {
            throw new InterruptedException();
          }
        }
      };

  /** {@return a time in ns, only to be compared} */
  long nanoTime();

  /** Waits before the next question. */
  void pause() throws InterruptedException;
}
