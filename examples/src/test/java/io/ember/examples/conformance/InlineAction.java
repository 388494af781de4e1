package io.ember.examples.conformance;

import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A command written as a line, as a person with telnet does, each word in quotes. */
record InlineAction(int link, List<byte[]> command) implements Action {
  @Override
  public @Nullable Difference play(List<Link> links) throws IOException {
    Link connection = links.get(link);
    connection.sendRaw(Dice.latin(text()));
    return connection.receive(command);
  }

  private String text() {
    StringBuilder text = new StringBuilder();
    for (byte[] word : command) {
      text.append('"');
      for (byte b : word) {
        char c = (char) (b & 0xFF);
        if (c == '"' || c == '\\') {
          text.append('\\').append(c);
        } else if (c >= ' ' && c <= '~') {
          text.append(c);
        } else if (c == '\n') {
          text.append("\\n");
        } else {
          text.append(String.format("\\x%02x", (int) c));
        }
      }
      text.append("\" ");
    }
    return text.append("\r\n").toString();
  }

  @Override
  public int commandCount() {
    return 1;
  }

  @Override
  public String toString() {
    return "#" + link + "  inline " + Line.text(command);
  }
}
