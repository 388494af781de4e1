package io.ember.examples;

/** What went wrong, in the one line that a user reads. */
final class OneLine {
  private OneLine() {}

  /** {@return the messages of a failure and of its causes, without repeating any} */
  static String of(Throwable failure) {
    StringBuilder line = new StringBuilder();
    for (Throwable each = failure; each != null; each = each.getCause()) {
      String message = each.getMessage();
      String text =
          message == null || message.isBlank() ? each.getClass().getSimpleName() : message;
      text = text.replaceAll("\\s*\\R\\s*", "; ");
      if (line.indexOf(text) < 0) {
        line.append(line.length() == 0 ? "" : ": ").append(text);
      }
    }
    return line.toString();
  }
}
