package io.ember.perf.report;

/** Text in HTML. Stateless. */
final class Html {
  private Html() {}

  /** {@return the text with what HTML would take for markup escaped} */
  static String escape(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }
}
