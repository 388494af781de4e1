package io.ember.perf.failover;

/**
 * How many primaries there are, and how many replicas each of them has.
 *
 * @param primaries at least 1
 * @param replicas of each
 */
record Shape(int primaries, int replicas) {
  static Shape of(String text) {
    String[] parts = text.split("x", -1);
    return new Shape(Integer.parseInt(parts[0]), Integer.parseInt(parts[1]));
  }

  int nodes() {
    return primaries * (1 + replicas);
  }

  @Override
  public String toString() {
    return primaries + "x" + replicas;
  }
}
