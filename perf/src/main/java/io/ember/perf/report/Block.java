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
   * @param header names of the columns; the first column is text, the others are aligned right
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
  }

  /** A plot, in the HTML only. */
  record Plot(LinePlot plot) implements Block {}

  /** Bars, in the HTML only. */
  record Bars(BarPlot plot) implements Block {}
}
