package io.ember.perf.report;

import java.util.List;

/**
 * Groups of bars.
 *
 * @param unit of the values
 * @param seriesNames one bar of each in each group
 * @param groups from left to right
 */
public record BarPlot(String title, String unit, List<String> seriesNames, List<Group> groups) {
  public BarPlot {
    seriesNames = List.copyOf(seriesNames);
    groups = List.copyOf(groups);
    for (Group group : groups) {
      if (group.values().size() != seriesNames.size()) {
        throw new IllegalArgumentException(
            group.name() + " must have " + seriesNames.size() + " bars: " + group.values());
      }
    }
  }

  /** The bars that stand together, one value per series. */
  public record Group(String name, List<Double> values) {
    public Group {
      values = List.copyOf(values);
    }
  }
}
