package io.ember.perf.report;

import java.util.List;

/** A piece of a report. Immutable. */
public sealed interface Block {

  /** The title of a section. */
  record Heading(String text) implements Block {}

  /** Plain text. */
  record Paragraph(String text) implements Block {}

  /** Text that keeps its lines: the output of a tool, a command line. */
  record Listing(String text) implements Block {}

  /**
   * A table.
   *
   * <p>Columns of numbers are aligned right.
   *
   * @param header names of the columns
   */
  record Table(List<String> header, List<List<String>> rows) implements Block {
    public Table {
      header = List.copyOf(header);
      rows = rows.stream().map(List::copyOf).toList();
      for (List<String> row : rows) {
        if (row.size() != header.size()) {
          throw new IllegalArgumentException(
              "a row must have " + header.size() + " cells: " + row.size() + " in " + row);
        }
      }
    }

    /** {@return whether every cell of the column looks like a number} */
    boolean isNumeric(int column) {
      return rows.stream()
          .map(row -> row.get(column))
          .allMatch(cell -> cell.isEmpty() || "+-0123456789".indexOf(cell.charAt(0)) >= 0);
    }
  }

  /** A plot, in the HTML only. */
  record Plot(LinePlot plot) implements Block {}

  /** Bars, in the HTML only. */
  record Bars(BarPlot plot) implements Block {}
}
