package io.ember.perf.reshard;

/** A part of a run, in order. */
enum Phase {
  WARM_UP("warm-up"),
  BEFORE("before"),
  DURING("during"),
  AFTER("after");

  private final String word;

  Phase(String word) {
    this.word = word;
  }

  /** {@return what reports call it} */
  String word() {
    return word;
  }
}
