package io.ember.perf.report;

import java.util.List;

/** Lines over an axis. */
public record LinePlot(String title, Axis x, Axis y, List<Series> series) {
  public LinePlot {
    series = List.copyOf(series);
  }

  /**
   * One line.
   *
   * @param points x and y of each point, in the order of x
   */
  public record Series(String name, List<Point> points) {
    public Series {
      points = List.copyOf(points);
    }
  }

  /** One point of a line. */
  public record Point(double x, double y) {}
}
