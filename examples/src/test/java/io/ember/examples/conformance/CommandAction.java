package io.ember.examples.conformance;

import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Commands on one connection: all are sent before the first reply is read.
 *
 * @param link which connection
 */
record CommandAction(int link, List<List<byte[]>> commands) implements Action {
  CommandAction(int link, Line line) {
    this(link, List.of(line.words()));
  }

  @Override
  public @Nullable Difference play(List<Link> links) throws IOException {
    Link connection = links.get(link);
    for (List<byte[]> command : commands) {
      connection.send(command);
    }
    connection.flush();
    Difference first = null;
    for (List<byte[]> command : commands) {
      Difference difference = connection.receive(command);
      if (difference != null && (first == null || KnownDifference.covers(first))) {
        first = difference;
      }
    }
    return first;
  }

  @Override
  public int commandCount() {
    return commands.size();
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder("#" + link);
    commands.forEach(command -> text.append("  ").append(Line.text(command)));
    return text.toString();
  }
}
