package io.ember.perf.compare;

/**
 * A line of the table of goals.
 *
 * @param what is measured
 * @param value what was measured, in words
 * @param goal what is wanted, in words
 * @param goalVerdict whether it is reached
 * @param floor what must be reached at least, in words, "-" for none
 * @param floorVerdict whether it is reached
 */
record Goal(
    String what,
    String value,
    String goal,
    Verdict goalVerdict,
    String floor,
    Verdict floorVerdict) {

  /** Whether something is reached. */
  enum Verdict {
    PASS("pass"),
    FAIL("FAIL"),
    /** There is no number to judge. */
    UNKNOWN("not measured"),
    /** Nothing is asked. */
    NONE("-");

    private final String text;

    Verdict(String text) {
      this.text = text;
    }

    static Verdict atLeast(double value, double bound) {
      return Double.isNaN(value) ? UNKNOWN : value >= bound ? PASS : FAIL;
    }

    static Verdict atMost(double value, double bound) {
      return Double.isNaN(value) ? UNKNOWN : value <= bound ? PASS : FAIL;
    }

    @Override
    public String toString() {
      return text;
    }
  }
}
