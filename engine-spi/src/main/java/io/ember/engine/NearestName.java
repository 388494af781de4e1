package io.ember.engine;

import java.util.Collection;
import org.jspecify.annotations.Nullable;

/** Finds the known name that somebody may have meant who wrote an unknown one. */
final class NearestName {
  private NearestName() {}

  /** {@return the nearest of the names, the first of several, or null if none is near} */
  static @Nullable String of(String written, Collection<String> known) {
    String nearest = null;
    int least = Math.max(2, written.length() / 5) + 1;
    for (String name : known) {
      int distance = distance(completed(written, name), name);
      if (distance < least) {
        nearest = name;
        least = distance;
      }
    }
    return nearest;
  }

  /** {@return what was written, with the beginning of all keys if only that is missing} */
  private static String completed(String written, String name) {
    String prefix = ConfigOverrides.PROPERTY_PREFIX;
    return name.startsWith(prefix) && !written.startsWith(prefix) ? prefix + written : written;
  }

  /** {@return how many letters must be inserted, removed, replaced or swapped with the next one} */
  static int distance(String from, String to) {
    int[][] costs = new int[from.length() + 1][to.length() + 1];
    for (int i = 0; i <= from.length(); i++) {
      for (int j = 0; j <= to.length(); j++) {
        costs[i][j] = i == 0 || j == 0 ? i + j : cost(costs, from, i, to, j);
      }
    }
    return costs[from.length()][to.length()];
  }

  private static int cost(int[][] costs, String from, int i, String to, int j) {
    boolean same = from.charAt(i - 1) == to.charAt(j - 1);
    int cost = Math.min(costs[i - 1][j], costs[i][j - 1]) + 1;
    cost = Math.min(cost, costs[i - 1][j - 1] + (same ? 0 : 1));
    boolean swapped =
        i > 1
            && j > 1
            && from.charAt(i - 1) == to.charAt(j - 2)
            && from.charAt(i - 2) == to.charAt(j - 1);
    return swapped ? Math.min(cost, costs[i - 2][j - 2] + 1) : cost;
  }
}
