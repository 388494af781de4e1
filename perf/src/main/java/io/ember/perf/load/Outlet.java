package io.ember.perf.load;

/** Something that operations can be sent through: a connection. One thread. */
interface Outlet {
  /** {@return whether it can take an operation now} */
  boolean hasRoom();

  /** Sends the next operation, which is measured from {@code dueNs}. */
  void send(long dueNs);
}
