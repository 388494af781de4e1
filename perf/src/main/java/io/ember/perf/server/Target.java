package io.ember.perf.server;

import java.io.IOException;

/** A server that can be measured. */
public interface Target extends AutoCloseable {
  /** {@return what it is, for tables: "Ember", "Redis"} */
  String name();

  String host();

  int port();

  /** {@return its process, or -1 if it is not known} */
  long pid();

  /** {@return the time from the start of the process to the first write that it took, ns; or -1} */
  long startupNs();

  /** Stops it if it was started for the measurement. */
  @Override
  void close() throws IOException;
}
