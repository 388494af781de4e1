package io.ember.perf.report;

import java.util.List;

/** Renders a report as Markdown, without its plots. Stateless. */
public final class MarkdownWriter {
  private MarkdownWriter() {}

  /** {@return the document} */
  public static String render(Report report) {
    StringBuilder text = new StringBuilder("# ").append(report.title()).append('\n');
    for (Block block : report.blocks()) {
      if (block instanceof Block.Heading heading) {
        text.append("\n## ").append(heading.text()).append('\n');
      } else if (block instanceof Block.Paragraph paragraph) {
        text.append('\n').append(paragraph.text()).append('\n');
      } else if (block instanceof Block.Listing listing) {
        text.append("\n```\n").append(listing.text().stripTrailing()).append("\n```\n");
      } else if (block instanceof Block.Table table) {
        text.append('\n').append(render(table));
      } else if (!(block instanceof Block.Plot) && !(block instanceof Block.Bars)) {
        throw new AssertionError(block);
      }
    }
    return text.toString();
  }

  /** {@return the table, its columns padded so that it reads well as plain text} */
  public static String render(Block.Table table) {
    int columns = table.header().size();
    int[] widths = new int[columns];
    for (int c = 0; c < columns; c++) {
      widths[c] = Math.max(3, cell(table.header().get(c)).length());
      for (List<String> row : table.rows()) {
        widths[c] = Math.max(widths[c], cell(row.get(c)).length());
      }
    }
    StringBuilder text = new StringBuilder();
    appendRow(text, table, table.header(), widths);
    for (int c = 0; c < columns; c++) {
      boolean right = table.isNumeric(c);
      text.append(c == 0 ? "| " : " ").append("-".repeat(widths[c] - (right ? 1 : 0)));
      text.append(right ? ": |" : " |");
    }
    text.append('\n');
    for (List<String> row : table.rows()) {
      appendRow(text, table, row, widths);
    }
    return text.toString();
  }

  private static void appendRow(
      StringBuilder text, Block.Table table, List<String> row, int[] widths) {
    for (int c = 0; c < row.size(); c++) {
      String cell = cell(row.get(c));
      String padding = " ".repeat(widths[c] - cell.length());
      text.append(c == 0 ? "| " : " ");
      text.append(table.isNumeric(c) ? padding + cell : cell + padding).append(" |");
    }
    text.append('\n');
  }

  private static String cell(String text) {
    return text.replace("|", "\\|").replace('\n', ' ');
  }
}
