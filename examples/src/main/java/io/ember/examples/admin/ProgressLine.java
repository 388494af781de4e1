package io.ember.examples.admin;

import java.io.PrintStream;
import java.util.concurrent.TimeUnit;

/**
 * Shows how far something has come: on a terminal in one line that is written anew, elsewhere in a
 * line a second, if it says something new. One thread.
 */
final class ProgressLine {
  private static final long LINE_NS = TimeUnit.SECONDS.toNanos(1);

  private final PrintStream out;
  private final boolean isTerminal;
  private String shown = "";
  private long shownNs;

  ProgressLine(PrintStream out, boolean isTerminal) {
    this.out = out;
    this.isTerminal = isTerminal;
  }

  /** {@return whether the launcher says that the output is a terminal} */
  static boolean isTerminal() {
    return Boolean.getBoolean("launcher.terminal");
  }

  /**
   * Shows a line in place of the one before.
   *
   * @param nowNs when that was so
   */
  void show(String line, long nowNs) {
    if (isTerminal) {
      int rest = Math.max(0, shown.length() - line.length());
      out.print("\r" + line + " ".repeat(rest));
      out.flush();
      shown = line;
    } else if (!line.equals(shown) && (shown.isEmpty() || nowNs - shownNs >= LINE_NS)) {
      out.println(line);
      shown = line;
      shownNs = nowNs;
    }
  }

  /** Shows the last line, which stays. */
  void end(String line) {
    if (isTerminal) {
      int rest = Math.max(0, shown.length() - line.length());
      out.println("\r" + line + " ".repeat(rest));
    } else {
      out.println(line);
    }
    shown = "";
  }
}
