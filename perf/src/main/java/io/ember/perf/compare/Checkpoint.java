package io.ember.perf.compare;

import java.io.IOException;

/** Writes what is known so far. */
@FunctionalInterface
interface Checkpoint {
  void reached() throws IOException;
}
