package io.ember.perf.report;

import java.util.List;

/** Renders a report as one HTML page that refers to nothing outside of itself. Stateless. */
public final class HtmlWriter {
  private static final String STYLE =
      """
      :root { color-scheme: light dark; --ink: #1d2025; --paper: #ffffff; --rule: #d9dce1; --soft: #f3f4f6;
        --c0: #d9480f; --c1: #1864ab; --c2: #2b8a3e; --c3: #862e9c; --c4: #e67700; --c5: #0b7285; }
      @media (prefers-color-scheme: dark) { :root { --ink: #e6e8eb; --paper: #16181c; --rule: #3a3f47; --soft: #22262c;
        --c0: #ff922b; --c1: #74c0fc; --c2: #8ce99a; --c3: #e599f7; --c4: #ffd43b; --c5: #66d9e8; } }
      body { font: 15px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--paper); max-width: 60rem;
        margin: 2rem auto; padding: 0 1rem; }
      table { border-collapse: collapse; margin: 1rem 0; font-variant-numeric: tabular-nums; }
      th, td { border: 1px solid var(--rule); padding: 0.25rem 0.6rem; text-align: left; }
      .n { text-align: right; }
      th { background: var(--soft); }
      pre { background: var(--soft); padding: 0.7rem; overflow-x: auto; }
      svg { width: 100%; height: auto; margin: 1rem 0; font: 12px system-ui, sans-serif; }
      svg text { fill: var(--ink); } svg .title { font-weight: 600; font-size: 14px; }
      .rule { stroke: var(--rule); stroke-width: 1; }
      .line { fill: none; stroke-width: 2; }
      .line.c0 { stroke: var(--c0); } .fill.c0 { fill: var(--c0); }
      .line.c1 { stroke: var(--c1); } .fill.c1 { fill: var(--c1); }
      .line.c2 { stroke: var(--c2); } .fill.c2 { fill: var(--c2); }
      .line.c3 { stroke: var(--c3); } .fill.c3 { fill: var(--c3); }
      .line.c4 { stroke: var(--c4); } .fill.c4 { fill: var(--c4); }
      .line.c5 { stroke: var(--c5); } .fill.c5 { fill: var(--c5); }
      """;

  private HtmlWriter() {}

  /** {@return the page} */
  public static String render(Report report) {
    StringBuilder page = new StringBuilder();
    page.append("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n");
    page.append("<meta name=\"viewport\" content=\"width=device-width\">\n");
    page.append("<title>").append(Html.escape(report.title())).append("</title>\n");
    page.append("<style>\n").append(STYLE).append("</style>\n</head>\n<body>\n");
    page.append("<h1>").append(Html.escape(report.title())).append("</h1>\n");
    for (Block block : report.blocks()) {
      append(page, block);
    }
    return page.append("</body>\n</html>\n").toString();
  }

  private static void append(StringBuilder page, Block block) {
    if (block instanceof Block.Heading heading) {
      page.append("<h2>").append(Html.escape(heading.text())).append("</h2>\n");
    } else if (block instanceof Block.Paragraph paragraph) {
      page.append("<p>").append(Html.escape(paragraph.text())).append("</p>\n");
    } else if (block instanceof Block.Listing listing) {
      page.append("<pre>").append(Html.escape(listing.text())).append("</pre>\n");
    } else if (block instanceof Block.Table table) {
      page.append("<table>\n<thead>");
      appendRow(page, "th", table, table.header());
      page.append("</thead>\n<tbody>\n");
      for (List<String> row : table.rows()) {
        appendRow(page, "td", table, row);
      }
      page.append("</tbody>\n</table>\n");
    } else if (block instanceof Block.Plot plot) {
      page.append(Svg.draw(plot.plot()));
    } else if (block instanceof Block.Bars bars) {
      page.append(Svg.draw(bars.plot()));
    } else {
      throw new AssertionError(block);
    }
  }

  private static void appendRow(
      StringBuilder page, String tag, Block.Table table, List<String> row) {
    page.append("<tr>");
    for (int c = 0; c < row.size(); c++) {
      page.append('<').append(tag).append(table.isNumeric(c) ? " class=\"n\">" : ">");
      page.append(Html.escape(row.get(c))).append("</").append(tag).append('>');
    }
    page.append("</tr>\n");
  }
}
