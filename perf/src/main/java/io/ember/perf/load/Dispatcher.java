package io.ember.perf.load;

/**
 * Gives operations that are due to outlets in turn. One that is due while no outlet has room stays
 * due, and so does all that becomes due after it: the schedule itself is the queue, and has no
 * limit. An outlet is given operations until it has no more room, so that operations that are due
 * together travel together. One thread.
 */
final class Dispatcher {
  private final Schedule schedule;
  private final Outlet[] outlets;
  private int turn;
  private long sentCount;

  Dispatcher(Schedule schedule, Outlet[] outlets) {
    this.schedule = schedule;
    this.outlets = outlets;
  }

  /**
   * Sends what is due.
   *
   * @return when the next operation is due: not after {@code nowNs} if no outlet had room for it
   */
  long dispatch(long nowNs) {
    while (true) {
      long dueNs = schedule.nextNs(nowNs);
      if (dueNs > nowNs) {
        return dueNs;
      }
      Outlet outlet = nextWithRoom();
      if (outlet == null) {
        return dueNs;
      }
      outlet.send(dueNs);
      sentCount++;
      schedule.advance();
    }
  }

  /** {@return how many operations were sent} */
  long sentCount() {
    return sentCount;
  }

  private @org.jspecify.annotations.Nullable Outlet nextWithRoom() {
    for (int tries = 0; tries < outlets.length; tries++) {
      Outlet outlet = outlets[turn];
      if (outlet.hasRoom()) {
        return outlet;
      }
      turn = turn + 1 == outlets.length ? 0 : turn + 1;
    }
    return null;
  }
}
