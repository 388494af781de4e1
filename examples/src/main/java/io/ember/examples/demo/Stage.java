package io.ember.examples.demo;

/** A part of the mixed load, whose latencies are told apart. */
enum Stage {
  /** Nothing but the load. */
  BEFORE("before"),
  /** Slots move. */
  MOVING("slots moving"),
  /** Nothing but the load again. */
  AFTER("after"),
  /** A primary was killed. */
  KILLED("primary killed");

  private final String label;

  Stage(String label) {
    this.label = label;
  }

  /** {@return what the report calls it} */
  String label() {
    return label;
  }
}
