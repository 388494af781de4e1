package io.ember.perf.report;

import io.ember.perf.report.Axis.Tick;
import io.ember.perf.report.LinePlot.Point;
import io.ember.perf.report.LinePlot.Series;
import java.util.List;
import java.util.Locale;

/** Draws plots as inline SVG, styled by the page ({@link HtmlWriter}). Stateless. */
final class Svg {
  private static final int WIDTH = 760;
  private static final int HEIGHT = 330;
  private static final int LEFT = 74;
  private static final int RIGHT = 16;
  private static final int TOP = 34;
  private static final int BOTTOM = 62;
  private static final int COLORS = 6;

  private Svg() {}

  static String draw(LinePlot plot) {
    StringBuilder svg = open(plot.title());
    double minX = Double.POSITIVE_INFINITY;
    double maxX = Double.NEGATIVE_INFINITY;
    double minY = Double.POSITIVE_INFINITY;
    double maxY = Double.NEGATIVE_INFINITY;
    for (Series series : plot.series()) {
      for (Point point : series.points()) {
        minX = Math.min(minX, point.x());
        maxX = Math.max(maxX, point.x());
        minY = Math.min(minY, point.y());
        maxY = Math.max(maxY, point.y());
      }
    }
    if (minX > maxX) {
      return text(svg, WIDTH / 2, HEIGHT / 2, "middle", "no data").append("</svg>\n").toString();
    }
    Frame x = new Frame(plot.x(), plot.x().lowerEnd(minX), plot.x().upperEnd(maxX));
    Frame y = new Frame(plot.y(), plot.y().lowerEnd(minY), plot.y().upperEnd(maxY));
    drawAxes(svg, x, y);
    for (int i = 0; i < plot.series().size(); i++) {
      drawLine(svg, plot.series().get(i), i, x, y);
    }
    drawLegend(svg, plot.series().stream().map(Series::name).toList());
    return svg.append("</svg>\n").toString();
  }

  static String draw(BarPlot plot) {
    StringBuilder svg = open(plot.title());
    double max =
        plot.groups().stream()
            .flatMap(group -> group.values().stream())
            .mapToDouble(Double::doubleValue)
            .max()
            .orElse(1);
    Axis axis = new Axis(plot.unit(), Axis.Scale.LINEAR);
    Frame y = new Frame(axis, 0, axis.upperEnd(max));
    drawRules(svg, y);
    double groupWidth = (WIDTH - LEFT - RIGHT) / (double) Math.max(1, plot.groups().size());
    double barWidth = Math.min(40, groupWidth * 0.8 / Math.max(1, plot.seriesNames().size()));
    for (int g = 0; g < plot.groups().size(); g++) {
      BarPlot.Group group = plot.groups().get(g);
      double middle = LEFT + groupWidth * (g + 0.5);
      double start = middle - barWidth * plot.seriesNames().size() / 2;
      for (int s = 0; s < group.values().size(); s++) {
        double value = group.values().get(s);
        double top = down(y, value);
        svg.append(
            String.format(
                Locale.ROOT,
                "<rect class=\"fill c%d\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\">"
                    + "<title>%s</title></rect>\n",
                s % COLORS,
                start + s * barWidth,
                top,
                barWidth - 1,
                HEIGHT - BOTTOM - top,
                Html.escape(
                    plot.seriesNames().get(s) + ", " + group.name() + ": " + Axis.number(value))));
      }
      text(svg, middle, HEIGHT - BOTTOM + 16, "middle", group.name());
    }
    drawLegend(svg, plot.seriesNames());
    return svg.append("</svg>\n").toString();
  }

  /** An axis with its ends. */
  private record Frame(Axis axis, double from, double to) {
    double at(double value) {
      return Math.max(0, Math.min(1, axis.position(value, from, to)));
    }
  }

  private static double across(Frame x, double value) {
    return LEFT + x.at(value) * (WIDTH - LEFT - RIGHT);
  }

  private static double down(Frame y, double value) {
    return HEIGHT - BOTTOM - y.at(value) * (HEIGHT - TOP - BOTTOM);
  }

  private static StringBuilder open(String title) {
    StringBuilder svg = new StringBuilder();
    svg.append(
        String.format(
            Locale.ROOT,
            "<svg viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"%s\">\n",
            WIDTH,
            HEIGHT,
            Html.escape(title)));
    svg.append("<text class=\"title\" x=\"").append(LEFT).append("\" y=\"20\">");
    return svg.append(Html.escape(title)).append("</text>\n");
  }

  private static StringBuilder text(
      StringBuilder svg, double x, double y, String anchor, String text) {
    return svg.append(
            String.format(
                Locale.ROOT, "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\">", x, y, anchor))
        .append(Html.escape(text))
        .append("</text>\n");
  }

  private static void drawAxes(StringBuilder svg, Frame x, Frame y) {
    drawRules(svg, y);
    for (Tick tick : x.axis().ticks(x.from(), x.to())) {
      double at = across(x, tick.value());
      svg.append(
          String.format(
              Locale.ROOT,
              "<line class=\"rule\" x1=\"%.1f\" y1=\"%d\" x2=\"%.1f\" y2=\"%d\"/>\n",
              at,
              TOP,
              at,
              HEIGHT - BOTTOM));
      text(svg, at, HEIGHT - BOTTOM + 16, "middle", tick.text());
    }
    text(svg, WIDTH - RIGHT, HEIGHT - BOTTOM + 32, "end", x.axis().label());
  }

  private static void drawRules(StringBuilder svg, Frame y) {
    for (Tick tick : y.axis().ticks(y.from(), y.to())) {
      double at = down(y, tick.value());
      svg.append(
          String.format(
              Locale.ROOT,
              "<line class=\"rule\" x1=\"%d\" y1=\"%.1f\" x2=\"%d\" y2=\"%.1f\"/>\n",
              LEFT,
              at,
              WIDTH - RIGHT,
              at));
      text(svg, LEFT - 6, at + 4, "end", tick.text());
    }
    text(svg, WIDTH - RIGHT, TOP - 8, "end", y.axis().label());
  }

  private static void drawLine(StringBuilder svg, Series series, int index, Frame x, Frame y) {
    svg.append("<polyline class=\"line c").append(index % COLORS).append("\" points=\"");
    for (Point point : series.points()) {
      svg.append(
          String.format(Locale.ROOT, "%.1f,%.1f ", across(x, point.x()), down(y, point.y())));
    }
    svg.append("\"><title>").append(Html.escape(series.name())).append("</title></polyline>\n");
  }

  private static void drawLegend(StringBuilder svg, List<String> names) {
    double x = LEFT;
    for (int i = 0; i < names.size(); i++) {
      svg.append(
          String.format(
              Locale.ROOT,
              "<rect class=\"fill c%d\" x=\"%.1f\" y=\"%d\" width=\"12\" height=\"12\"/>\n",
              i % COLORS,
              x,
              HEIGHT - 18));
      text(svg, x + 17, HEIGHT - 8, "start", names.get(i));
      x += 40 + 7.2 * names.get(i).length();
    }
  }
}
