package io.ember.perf.shards;

/**
 * How many primaries there are, and how many replicas each of them has.
 *
 * @param primaries at least 1
 * @param replicas of each
 */
public record Shape(int primaries, int replicas) {
  /** {@return the shape written as {@code 3x1}} */
  public static Shape of(String text) {
    String[] parts = text.split("x", -1);
    return new Shape(Integer.parseInt(parts[0]), Integer.parseInt(parts[1]));
  }

  /** {@return how many nodes that are in all} */
  public int nodes() {
    return primaries * (1 + replicas);
  }

  @Override
  public String toString() {
    return primaries + "x" + replicas;
  }
}
